/** FileFullEaInformation: extended attributes, and the list of names that asks for some of them.  [MS-FSCC] 2.4.16 */
import { MalformedError } from '../../errors.ts';
import type { StructureCodec } from '../codec.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';
import { EntryChainWriter, readEntryChain } from './entry-chain.ts';
import { type InformationClass, SMB2_0_INFO_FILE } from './information-class.ts';

/** Who does not understand this attribute cannot interpret the file. */
export const FILE_NEED_EA = 0x80;

export interface FullEa {
  /** 0 or FILE_NEED_EA. */
  flags: number;
  /** At most 254 ASCII characters. */
  eaName: string;
  /** Empty deletes the attribute when set. */
  eaValue: Buffer;
}

/** A list; empty for a file without extended attributes. */
export const FileFullEaInformation: InformationClass<FullEa[]> = {
  name: 'FileFullEaInformation',
  infoType: SMB2_0_INFO_FILE,
  fileInfoClass: 15,
  write(w, list) {
    const chain = new EntryChainWriter(w, 4);
    for (const ea of list) {
      chain.begin();
      w.u8(ea.flags); // Flags
      w.u8(ea.eaName.length); // EaNameLength
      w.u16(ea.eaValue.length); // EaValueLength
      writeEaName(w, ea.eaName);
      w.bytes(ea.eaValue); // EaValue
    }
  },
  read(r) {
    if (r.remaining === 0) return [];
    return readEntryChain(r, (record) => {
      const flags = record.u8(); // Flags
      const eaNameLength = record.u8(); // EaNameLength
      const eaValueLength = record.u16(); // EaValueLength
      const eaName = readEaName(record, eaNameLength);
      const eaValue = record.copy(eaValueLength); // EaValue
      return { flags, eaName, eaValue };
    });
  },
};

/** FILE_GET_EA_INFORMATION: the names of the attributes to be queried; an empty list asks for all.  [MS-FSCC] 2.4.16.1 */
export const GetEaInformation: StructureCodec<string[]> = {
  write(w, eaNames) {
    const chain = new EntryChainWriter(w, 4);
    for (const eaName of eaNames) {
      chain.begin();
      w.u8(eaName.length); // EaNameLength
      writeEaName(w, eaName);
    }
  },
  read(r) {
    if (r.remaining === 0) return [];
    return readEntryChain(r, (record) => readEaName(record, record.u8())); // EaNameLength
  },
};

function writeEaName(w: Writer, eaName: string): void {
  w.bytes(Buffer.from(eaName, 'latin1')); // EaName
  w.u8(0); // its terminating null
}

function readEaName(r: Reader, length: number): string {
  const eaName = r.slice(length).toString('latin1'); // EaName
  if (r.u8() !== 0) throw new MalformedError(`the name of an extended attribute runs on after ${length} bytes`);
  return eaName;
}
