/** Everybody who takes part; the first is what the others are compared with. */
import { makeLibsmb2 } from './libsmb2.ts';
import { makeLibsmbclient } from './libsmbclient.ts';
import { npmClients } from './npm.ts';
import type { Peer } from './peer.ts';
import { makeRclone } from './rclone.ts';
import { makeSmbclient } from './smbclient.ts';
import { smbfs } from './smbfs.ts';

export function allPeers(): readonly Peer[] {
  return [smbfs, makeLibsmbclient(), makeLibsmb2(), makeSmbclient(), makeRclone(), ...npmClients];
}
