/** One body of a test on two file systems: node:fs in a temporary folder, and a share on a real Samba. */
import * as nodeModule from 'node:fs';
import * as nodeFs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../lib/fs/smb-fs.ts';
import type { Samba, SambaOptions, UrlParameters } from './samba.ts';
import { sambaSuite } from './samba-suite.ts';

/** The shape of `node:fs/promises`. */
export type PromisesFs = typeof nodeFs;

/** What a test on either file system is given. */
export interface Side {
  readonly name: 'node' | 'share';
  readonly fs: PromisesFs;
  /** The same with callbacks and streams: the shape of `node:fs`. */
  readonly module: typeof nodeModule;
  /** An empty folder of the test's own, as `fs` spells it. */
  readonly dir: string;
}

/** What a test on the share alone is given. */
export interface ShareSide extends Side {
  readonly samba: Samba;
  /** `fs` by its own name. */
  readonly smb: SmbFs;
  /** The folder behind `dir` on this machine. */
  readonly folder: string;
}

/** Declares tests. */
export interface BothTest {
  /**
   * A test that runs on node first, which proves the test right, and then on the share. What the body resolves with is
   * compared too.
   */
  (name: string, body: (side: Side) => Promise<unknown>): void;
  /** A test of what node or this machine's disk has no word for. */
  share(name: string, body: (side: ShareSide) => Promise<void>): void;
}

/** The server, and the options of the file system on it. */
export interface BothOptions extends SambaOptions {
  readonly parameters?: UrlParameters;
}

/** A suite of tests on both file systems, with one server for all of them. */
export function bothFs(name: string, declare: (t: BothTest) => void, options: BothOptions = {}): void {
  const test = sambaSuite(name, options);
  let counter = 0;
  const onShare = async <T>(samba: Samba, body: (side: ShareSide) => Promise<T>): Promise<T> => {
    const local = `t${counter++}`;
    const folder = join(samba.folder(), local);
    await nodeFs.mkdir(folder);
    samba.give(folder);
    const smb = new SmbFs(samba.url('share', options.parameters));
    try {
      const fs = smb as unknown as PromisesFs;
      return await body({ name: 'share', fs, module: smb.fs, dir: `/${local}`, samba, smb, folder });
    } finally {
      await smb.close();
    }
  };
  const both = (title: string, body: (side: Side) => Promise<unknown>): void =>
    test(title, async ({ samba }) => {
      const expected = await onNode(body);
      assertSame(await onShare(samba, body), expected);
    });
  const share: BothTest['share'] = (title, body) => test(title, async ({ samba }) => onShare(samba, body));
  declare(Object.assign(both, { share }));
  test.run();
}

/** One by one where there are several, so that a difference can be seen. */
function assertSame(actual: unknown, expected: unknown): void {
  if (!Array.isArray(actual) || !Array.isArray(expected)) assert.equal(actual, expected, 'as node does');
  else
    for (const [index, each] of expected.entries()) assert.equal(actual[index], each, `result ${index}, as node does`);
}

async function onNode<T>(body: (side: Side) => Promise<T>): Promise<T> {
  const dir = await nodeFs.mkdtemp(join(tmpdir(), 'smbfs-node-'));
  try {
    return await body({ name: 'node', fs: nodeFs, module: nodeModule, dir });
  } finally {
    await nodeFs.rm(dir, { recursive: true, force: true });
  }
}

/** How an operation fails, as a program sees it, with `dir` taken out of its texts; `'ok'` when it does not fail. */
export async function failure(dir: string, operation: Promise<unknown>): Promise<unknown> {
  try {
    await operation;
    return 'ok';
  } catch (error) {
    if (!(error instanceof Error)) return error;
    const { name, code, errno, syscall, path, dest, message } = error as NodeJS.ErrnoException & { dest?: string };
    const without = (text: string | undefined) => text?.replaceAll(dir, '');
    return { name, code, errno, syscall, path: without(path), dest: without(dest), message: without(message) };
  }
}
