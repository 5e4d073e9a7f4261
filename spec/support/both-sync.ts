/** One body of synchronous calls on two file systems: node:fs in a temporary folder, and a share on a real Samba. */
import * as nodeFs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { SmbFs } from '../../lib/fs/smb-fs.ts';
import { sambaSuite } from './samba-suite.ts';

export type SyncFs = typeof nodeFs;

/** What a test on either file system is given. */
export interface SyncSide {
  readonly fs: SyncFs;
  /** An empty folder of the test's own, as `fs` spells it. */
  readonly dir: string;
}

/** Declares a test whose body's result on the share must be what it is on node. */
export type BothSync = (title: string, body: (side: SyncSide) => unknown) => void;

/** A suite of such tests, with one server and one object for all of them. */
export function bothSync(name: string, declare: (t: BothSync) => void): void {
  const test = sambaSuite(name);
  let smb: SmbFs | undefined;
  let counter = 0;
  declare((title, body) =>
    test(title, ({ samba }) => {
      const expected = onNode(body);
      smb ??= new SmbFs(samba.url());
      const dir = `/t${counter++}`;
      smb.mkdirSync(dir);
      const actual = body({ fs: smb as unknown as SyncFs, dir });
      const parts = Array.isArray(expected) ? [...expected.entries()] : [];
      for (const [index, each] of parts) {
        assert.equal((actual as unknown[])[index], each, `result ${index}, as node does`);
      }
      assert.equal(actual, expected, 'as node does');
    }),
  );
  test('leaves nothing open', async ({ samba }) => {
    await smb?.close();
    assert.equal(await samba.openFiles(), []);
  });
  test.run();
}

function onNode(body: (side: SyncSide) => unknown): unknown {
  const dir = nodeFs.mkdtempSync(join(tmpdir(), 'smbfs-node-'));
  try {
    return body({ fs: nodeFs, dir });
  } finally {
    nodeFs.rmSync(dir, { recursive: true, force: true });
  }
}

/** How a call fails, as a program sees it, with `dir` taken out of its texts; its result when it does not fail. */
export function outcome(dir: string, call: () => unknown): unknown {
  try {
    return { result: call() };
  } catch (error) {
    if (!(error instanceof Error)) return error;
    const { name, code, errno, syscall, path, dest, message } = error as NodeJS.ErrnoException & { dest?: string };
    const without = (text: string | undefined): string | undefined => text?.replaceAll(dir, '');
    const kind = [RangeError, TypeError, Error].find((one) => error instanceof one)?.name;
    return { kind, name, code, errno, syscall, path: without(path), dest: without(dest), message: without(message) };
  }
}
