/** The SMB1 NEGOTIATE with which some clients ask whether a server speaks SMB2.  [MS-SMB2] 3.3.5.3, [MS-CIFS] 2.2.4.52.1 */
import { MalformedError } from '../../errors.ts';
import { SMB2_DIALECT_202, SMB2_DIALECT_WILDCARD } from '../../wire/commands/negotiate.ts';
import { SMB1_PROTOCOL_ID } from '../../wire/header.ts';
import { Reader } from '../../wire/reader.ts';

const SMB_COM_NEGOTIATE = 0x72;
const HEADER_SIZE = 32;
const BUFFER_FORMAT_DIALECT = 0x02;

export function isSmb1(frame: Buffer): boolean {
  return frame.readUInt32LE(0) === SMB1_PROTOCOL_ID;
}

/**
 * The dialect that answers the client: SMB2_DIALECT_WILDCARD asks it to negotiate in SMB2; undefined when it speaks no SMB2.
 * `only202` is whether the server speaks nothing above 2.0.2.
 */
export function answerToSmb1(frame: Buffer, speaks202: boolean, speaksMore: boolean): number | undefined {
  const names = readDialectNames(frame);
  if (speaksMore && names.includes('SMB 2.???')) return SMB2_DIALECT_WILDCARD;
  if (speaks202 && (names.includes('SMB 2.002') || names.includes('SMB 2.???'))) return SMB2_DIALECT_202;
  return undefined;
}

function readDialectNames(frame: Buffer): string[] {
  const r = new Reader(frame);
  r.skip(4); // Protocol
  const command = r.u8(); // Command
  if (command !== SMB_COM_NEGOTIATE) throw new MalformedError(`an SMB1 message of command ${command}`);
  r.skip(HEADER_SIZE - 5);
  const wordCount = r.u8(); // WordCount
  if (wordCount !== 0) throw new MalformedError(`an SMB1 NEGOTIATE with ${wordCount} words`);
  const dialects = r.take(r.u16()); // ByteCount, Dialects
  const names: string[] = [];
  while (dialects.remaining > 0) {
    if (dialects.u8() !== BUFFER_FORMAT_DIALECT) throw new MalformedError('an SMB1 dialect of another format'); // BufferFormat
    let name = ''; // DialectName
    for (let byte = dialects.u8(); byte !== 0; byte = dialects.u8()) name += String.fromCharCode(byte);
    names.push(name);
  }
  return names;
}
