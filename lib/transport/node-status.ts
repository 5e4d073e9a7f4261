/** Asks a computer for the NetBIOS names it has, over UDP.  RFC 1002 4.2.17, 4.2.18 */
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { MalformedError } from '../errors.ts';
import {
  encodeName,
  FILE_SERVER_SUFFIX,
  type NetbiosName,
  nameFrom,
  skipName,
  WILDCARD_NAME,
} from './netbios-names.ts';

export const NAME_SERVICE_PORT = 137;

/** How often the question is asked, as datagrams may be lost, and the milliseconds between. */
const TRIES = 3;
const INTERVAL = 500;

const HEADER_LENGTH = 12;
const RESPONSE_FLAG = 0x8000;
const OPCODE_AND_RCODE = 0x780f;
const NBSTAT = 0x0021;
const CLASS_INTERNET = 0x0001;
const ENTRY_LENGTH = 18;

/** NAME_FLAGS: the name belongs to a group; it is on its way out; it is claimed by another; it is in use. */
const GROUP = 0x8000;
const DEREGISTERING = 0x1000;
const CONFLICT = 0x0800;
const ACTIVE = 0x0400;

/** One entry of a node's name table. */
export interface NodeName extends NetbiosName {
  readonly flags: number;
}

/**
 * The names of the node at an IP address; undefined when it does not say. Rejects with the signal's reason.
 * Whoever can send datagrams can forge an answer: a name is good for a session request, and proves nothing.
 */
export function queryNodeStatus(address: string, port: number, signal: AbortSignal): Promise<NodeName[] | undefined> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const id = randomInt(0x1_0000);
    const request = encodeNodeStatusRequest(id);
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    let timer: NodeJS.Timeout | undefined;
    let names: NodeName[] | undefined;
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      socket.close();
    };
    const ask = (triesLeft: number): void => {
      if (triesLeft > 0) {
        socket.send(request);
        timer = setTimeout(ask, INTERVAL, triesLeft - 1);
      } else {
        finish();
      }
    };
    signal.addEventListener('abort', finish, { once: true });
    socket.once('close', () => (signal.aborted ? reject(signal.reason) : resolve(names)));
    // Nobody listens there, or the network is not to be reached: no names.
    socket.once('error', finish);
    socket.on('message', (datagram) => {
      names = tryDecode(datagram, id);
      // What cannot be read is not the answer: anybody may have sent it.
      if (names) finish();
    });
    socket.once('connect', () => ask(TRIES));
    // Connected, it takes datagrams from nowhere else.
    socket.connect(port, address);
  });
}

/** The name under which a node serves files: the active, unique one with the suffix for it. */
export function fileServerName(names: readonly NodeName[]): string | undefined {
  const wanted = ({ suffix, flags }: NodeName): boolean =>
    suffix === FILE_SERVER_SUFFIX && (flags & (GROUP | DEREGISTERING | CONFLICT | ACTIVE)) === ACTIVE;
  return names.find(wanted)?.name;
}

/** A NODE STATUS REQUEST for every name of a node. */
export function encodeNodeStatusRequest(id: number): Buffer {
  const header = Buffer.alloc(HEADER_LENGTH);
  header.writeUInt16BE(id, 0); // NAME_TRN_ID
  header.writeUInt16BE(0, 2); // R, OPCODE, NM_FLAGS, RCODE
  header.writeUInt16BE(1, 4); // QDCOUNT
  header.writeUInt16BE(0, 6); // ANCOUNT
  header.writeUInt16BE(0, 8); // NSCOUNT
  header.writeUInt16BE(0, 10); // ARCOUNT
  const question = Buffer.alloc(4);
  question.writeUInt16BE(NBSTAT, 0); // QUESTION_TYPE
  question.writeUInt16BE(CLASS_INTERNET, 2); // QUESTION_CLASS
  return Buffer.concat([header, encodeName(WILDCARD_NAME), question]);
}

/** The names in a NODE STATUS RESPONSE to the request `id`; throws a MalformedError for anything else. */
export function decodeNodeStatusResponse(datagram: Buffer, id: number): NodeName[] {
  need(datagram, HEADER_LENGTH);
  const flags = datagram.readUInt16BE(2);
  const isAnswer =
    datagram.readUInt16BE(0) === id && // NAME_TRN_ID
    (flags & RESPONSE_FLAG) !== 0 && // R
    (flags & OPCODE_AND_RCODE) === 0 && // OPCODE, RCODE
    datagram.readUInt16BE(4) === 0 && // QDCOUNT
    datagram.readUInt16BE(6) === 1; // ANCOUNT
  if (!isAnswer) throw new MalformedError('not the answer to a node status request');
  const record = skipName(datagram, HEADER_LENGTH); // RR_NAME
  need(datagram, record + 11);
  if (datagram.readUInt16BE(record) !== NBSTAT || datagram.readUInt16BE(record + 2) !== CLASS_INTERNET) {
    throw new MalformedError('not a node status record'); // RR_TYPE, RR_CLASS
  }
  const length = datagram.readUInt16BE(record + 8); // RDLENGTH, behind TTL
  const count = datagram.readUInt8(record + 10); // NUM_NAMES
  const table = record + 11;
  need(datagram, table - 1 + length);
  if (1 + count * ENTRY_LENGTH > length) throw new MalformedError(`${count} names in ${length} bytes`);
  return Array.from({ length: count }, (_, i) => {
    const at = table + i * ENTRY_LENGTH;
    return { ...nameFrom(datagram, at), flags: datagram.readUInt16BE(at + 16) }; // NETBIOS_NAME, NAME_FLAGS
  });
}

function need(datagram: Buffer, length: number): void {
  if (datagram.length < length) throw new MalformedError(`a node status response of ${datagram.length} bytes`);
}

function tryDecode(datagram: Buffer, id: number): NodeName[] | undefined {
  try {
    return decodeNodeStatusResponse(datagram, id);
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}
