/** One way to connect to a server, proved by what was agreed on and by everything that a file system must do. */
import { randomUUID } from 'node:crypto';
import * as assert from 'uvu/assert';
import { type Diagnostics, type Dialect, SmbFs, type SmbFsOptions } from '../../lib/index.ts';
import { type BodyFs, runBehaviours } from './fs-body.ts';

/** What must have been agreed on. */
export type Agreement = Required<Pick<Diagnostics, 'dialect' | 'protection' | 'signing' | 'cipher'>>;

/** What a dialect brings along: its best signing algorithm, and the cipher that Samba picks from all. */
export const AGREEMENTS: Readonly<Record<Dialect, Omit<Agreement, 'protection'>>> = {
  '2.0.2': { dialect: '2.0.2', signing: 'hmac-sha256', cipher: undefined },
  '2.1': { dialect: '2.1', signing: 'hmac-sha256', cipher: undefined },
  '3.0': { dialect: '3.0', signing: 'aes-cmac', cipher: 'aes-128-ccm' },
  '3.0.2': { dialect: '3.0.2', signing: 'aes-cmac', cipher: 'aes-128-ccm' },
  '3.1.1': { dialect: '3.1.1', signing: 'aes-gmac', cipher: 'aes-128-gcm' },
};

/** Connects, compares what was agreed on, and has it do everything on the one connection. */
export async function prove(url: string, options: SmbFsOptions, agreement: Agreement): Promise<void> {
  const smb = new SmbFs(url, options);
  try {
    await smb.connect();
    assertAgreed(smb, agreement);
    const root = `/${randomUUID()}`;
    await smb.mkdir(root);
    await runBehaviours(smb as unknown as BodyFs, root);
    await assertAtRest(smb);
    assertAgreed(smb, agreement);
  } finally {
    await smb.close();
  }
}

function assertAgreed(smb: SmbFs, agreement: Agreement): void {
  const { dialect, protection, signing, cipher } = smb.diagnostics();
  assert.equal({ dialect, protection, signing, cipher }, agreement);
}

/** Checks that nothing is left over: no open file, no request, and not one credit less than there were. */
export async function assertAtRest(smb: SmbFs): Promise<void> {
  await smb.access('/'); // What was given up on is answered before this.
  const { openFiles, inFlight, credits } = smb.diagnostics();
  assert.equal({ openFiles, inFlight }, { openFiles: 0, inFlight: 0 });
  assert.is(credits?.available, credits?.ceiling);
}
