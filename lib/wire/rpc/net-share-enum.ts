/** NetrShareEnum lists the shares of a server: its arguments and results in NDR.  [MS-SRVS] 3.1.4.8, 2.2.4.23, 2.2.4.33, 2.2.4.38 */
import { MalformedError } from '../../errors.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';
import { PointerWriter, readPointer, readString, writeString } from './ndr.ts';

export const OPNUM_NETR_SHARE_ENUM = 15;

/** Types of a share.  [MS-SRVS] 2.2.2.4 */
export const STYPE_DISKTREE = 0x00000000;
export const STYPE_PRINTQ = 0x00000001;
export const STYPE_DEVICE = 0x00000002;
export const STYPE_IPC = 0x00000003;
export const STYPE_SPECIAL = 0x80000000;
/** The bits that tell those apart which exclude each other. */
export const STYPE_MASK = 0x000000ff;

/** "As much as there is."  [MS-SRVS] 2.2.2.2 */
export const MAX_PREFERRED_LENGTH = 0xffffffff;

/** Win32 error codes.  [MS-ERREF] 2.2 */
export const ERROR_SUCCESS = 0;
export const ERROR_INVALID_LEVEL = 124;
export const ERROR_MORE_DATA = 234;

/** The level of SHARE_INFO_1: the only one that these structures are for. */
export const SHARE_INFO_LEVEL = 1;

/** Bytes of a SHARE_INFO_1 but for what it points to. */
const SHARE_INFO_1_SIZE = 12;

export interface NetShareEnumRequest {
  /** `\\host`; undefined is the server itself. */
  readonly serverName: string | undefined;
  /** What a server shall tell of each share: SHARE_INFO_LEVEL, or it is asked in vain. */
  readonly level: number;
  /** Bytes. */
  readonly preferedMaximumLength: number;
  /** 0 at first, then what the server answered; undefined cannot be continued. */
  readonly resumeHandle: number | undefined;
}

/** SHARE_INFO_1. */
export interface ShareInfo1 {
  readonly netName: string;
  readonly type: number;
  readonly remark: string;
}

export interface NetShareEnumResponse {
  readonly level: number;
  /** Of level 1; empty at any other. */
  readonly entries: readonly ShareInfo1[];
  /** How many there are, those included that did not fit. */
  readonly totalEntries: number;
  readonly resumeHandle: number | undefined;
  /** A Win32 error code. */
  readonly result: number;
}

export function writeNetShareEnumRequest(w: Writer, m: NetShareEnumRequest): void {
  const pointers = new PointerWriter();
  pointers.write(w, m.serverName !== undefined); // ServerName
  if (m.serverName !== undefined) writeString(w, m.serverName);
  w.align(4);
  w.u32(m.level); // InfoStruct: Level,
  w.u32(m.level); // ShareInfo: which arm of the union,
  pointers.write(w, true); // and the container it points to:
  w.u32(0); // EntriesRead,
  pointers.write(w, false); // Buffer
  w.u32(m.preferedMaximumLength); // PreferedMaximumLength
  pointers.write(w, m.resumeHandle !== undefined); // ResumeHandle
  if (m.resumeHandle !== undefined) w.u32(m.resumeHandle);
}

export function readNetShareEnumRequest(r: Reader): NetShareEnumRequest {
  const serverName = readPointer(r) ? readString(r) : undefined; // ServerName
  r.align(4);
  const level = r.u32(); // InfoStruct: Level,
  r.skip(4); // ShareInfo: which arm of the union,
  if (readPointer(r)) {
    // and the container it points to:
    r.skip(4); // EntriesRead,
    if (readPointer(r)) throw new MalformedError('a list of shares where it is asked for'); // Buffer
  }
  const preferedMaximumLength = r.u32(); // PreferedMaximumLength
  const resumeHandle = readPointer(r) ? r.u32() : undefined; // ResumeHandle
  return { serverName, level, preferedMaximumLength, resumeHandle };
}

export function writeNetShareEnumResponse(w: Writer, m: NetShareEnumResponse): void {
  const pointers = new PointerWriter();
  const known = m.level === SHARE_INFO_LEVEL;
  w.u32(m.level); // InfoStruct: Level,
  w.u32(m.level); // ShareInfo: which arm of the union,
  pointers.write(w, known); // and the container it points to:
  if (known) {
    w.u32(m.entries.length); // EntriesRead,
    pointers.write(w, m.entries.length > 0); // Buffer
    if (m.entries.length > 0) writeEntries(w, m.entries, pointers);
  }
  w.align(4);
  w.u32(m.totalEntries); // TotalEntries
  pointers.write(w, m.resumeHandle !== undefined); // ResumeHandle
  if (m.resumeHandle !== undefined) w.u32(m.resumeHandle);
  w.u32(m.result); // the function's value
}

function writeEntries(w: Writer, entries: readonly ShareInfo1[], pointers: PointerWriter): void {
  w.u32(entries.length); // maximum count
  for (const { type } of entries) {
    pointers.write(w, true); // shi1_netname
    w.u32(type); // shi1_type
    pointers.write(w, true); // shi1_remark
  }
  for (const { netName, remark } of entries) {
    writeString(w, netName);
    writeString(w, remark);
  }
}

export function readNetShareEnumResponse(r: Reader): NetShareEnumResponse {
  const level = r.u32(); // InfoStruct: Level,
  const arm = r.u32(); // ShareInfo: which arm of the union,
  let entries: ShareInfo1[] = [];
  if (readPointer(r)) {
    // and the container it points to:
    if (level !== SHARE_INFO_LEVEL || arm !== level) throw new MalformedError(`shares of level ${level}, arm ${arm}`);
    const entriesRead = r.u32(); // EntriesRead,
    if (readPointer(r)) entries = readEntries(r, entriesRead); // Buffer
  }
  r.align(4);
  const totalEntries = r.u32(); // TotalEntries
  const resumeHandle = readPointer(r) ? r.u32() : undefined; // ResumeHandle
  const result = r.u32(); // the function's value
  return { level, entries, totalEntries, resumeHandle, result };
}

function readEntries(r: Reader, entriesRead: number): ShareInfo1[] {
  const maximumCount = r.u32(); // maximum count
  if (maximumCount !== entriesRead) throw new MalformedError(`${entriesRead} shares in an array of ${maximumCount}`);
  if (maximumCount * SHARE_INFO_1_SIZE > r.remaining) {
    throw new MalformedError(`${maximumCount} shares in ${r.remaining} bytes`);
  }
  const fixed: Array<{ readonly named: boolean; readonly type: number; readonly remarked: boolean }> = [];
  for (let index = 0; index < maximumCount; index++) {
    const named = readPointer(r); // shi1_netname
    const type = r.u32(); // shi1_type
    const remarked = readPointer(r); // shi1_remark
    fixed.push({ named, type, remarked });
  }
  return fixed.map(({ named, type, remarked }) => ({
    netName: named ? readString(r) : '',
    type,
    remark: remarked ? readString(r) : '',
  }));
}
