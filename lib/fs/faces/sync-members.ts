/** The members of `SmbFs` whose names end in `Sync`: node's own, made from the table of operations. */
import type * as nodeFs from 'node:fs';
import type { WriteFileAtomicallySync } from './atomic-writing.ts';

/** What they do is in `sync.ts`: here are their types. */
export class SyncMembers {
  declare readonly accessSync: typeof nodeFs.accessSync;
  declare readonly appendFileSync: typeof nodeFs.appendFileSync;
  declare readonly chmodSync: typeof nodeFs.chmodSync;
  declare readonly chownSync: typeof nodeFs.chownSync;
  declare readonly closeSync: typeof nodeFs.closeSync;
  declare readonly copyFileSync: typeof nodeFs.copyFileSync;
  declare readonly cpSync: typeof nodeFs.cpSync;
  declare readonly existsSync: typeof nodeFs.existsSync;
  declare readonly fchmodSync: typeof nodeFs.fchmodSync;
  declare readonly fchownSync: typeof nodeFs.fchownSync;
  declare readonly fdatasyncSync: typeof nodeFs.fdatasyncSync;
  declare readonly fstatSync: typeof nodeFs.fstatSync;
  declare readonly fsyncSync: typeof nodeFs.fsyncSync;
  declare readonly ftruncateSync: typeof nodeFs.ftruncateSync;
  declare readonly futimesSync: typeof nodeFs.futimesSync;
  declare readonly globSync: typeof nodeFs.globSync;
  declare readonly lchmodSync: typeof nodeFs.lchmodSync;
  declare readonly lchownSync: typeof nodeFs.lchownSync;
  declare readonly linkSync: typeof nodeFs.linkSync;
  declare readonly lstatSync: typeof nodeFs.lstatSync;
  declare readonly lutimesSync: typeof nodeFs.lutimesSync;
  declare readonly mkdirSync: typeof nodeFs.mkdirSync;
  declare readonly mkdtempSync: typeof nodeFs.mkdtempSync;
  declare readonly openSync: typeof nodeFs.openSync;
  declare readonly opendirSync: typeof nodeFs.opendirSync;
  declare readonly readSync: typeof nodeFs.readSync;
  declare readonly readFileSync: typeof nodeFs.readFileSync;
  declare readonly readdirSync: typeof nodeFs.readdirSync;
  declare readonly readlinkSync: typeof nodeFs.readlinkSync;
  declare readonly readvSync: typeof nodeFs.readvSync;
  declare readonly realpathSync: typeof nodeFs.realpathSync;
  declare readonly renameSync: typeof nodeFs.renameSync;
  declare readonly rmSync: typeof nodeFs.rmSync;
  declare readonly rmdirSync: typeof nodeFs.rmdirSync;
  declare readonly statSync: typeof nodeFs.statSync;
  declare readonly statfsSync: typeof nodeFs.statfsSync;
  declare readonly symlinkSync: typeof nodeFs.symlinkSync;
  declare readonly truncateSync: typeof nodeFs.truncateSync;
  declare readonly unlinkSync: typeof nodeFs.unlinkSync;
  declare readonly utimesSync: typeof nodeFs.utimesSync;
  declare readonly writeSync: typeof nodeFs.writeSync;
  declare readonly writeFileSync: typeof nodeFs.writeFileSync & WriteFileAtomicallySync;
  declare readonly writevSync: typeof nodeFs.writevSync;
}
