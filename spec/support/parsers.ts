/** Every parser of what a peer sends, with something that it can read: what a fuzzer starts from. */
import * as fs from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { applicationContent, readDer } from '../../lib/auth/der.ts';
import { avTimestamp, readAvPairs } from '../../lib/auth/ntlm/av-pairs.ts';
import {
  readAuthenticate,
  readChallenge,
  readNegotiate,
  writeAuthenticate,
  writeNegotiate,
} from '../../lib/auth/ntlm/messages.ts';
import { readNegTokenInit, readNegTokenResp, writeNegTokenInit, writeNegTokenResp } from '../../lib/auth/spnego.ts';
import { MalformedError } from '../../lib/errors.ts';
import { parseSmbUrl } from '../../lib/index.ts';
import { formatLinkFile, parseLinkFile } from '../../lib/names/link-file.ts';
import { decodePath } from '../../lib/names/share-path.ts';
import { FrameDecoder } from '../../lib/transport/frame-decoder.ts';
import { decodeNodeStatusResponse } from '../../lib/transport/node-status.ts';
import {
  decodeNegativeResponse,
  decodeRetarget,
  decodeSessionRequest,
  encodeSessionRequest,
} from '../../lib/transport/session-packets.ts';
import { readErrorResponse } from '../../lib/wire/commands/error.ts';
import { readOplockBreakNotification } from '../../lib/wire/commands/oplock-break.ts';
import { readResponsePlacement } from '../../lib/wire/commands/read.ts';
import { splitCompound } from '../../lib/wire/compound.ts';
import { readCreateContexts } from '../../lib/wire/contexts/create-contexts.ts';
import { readDirectoryEntries } from '../../lib/wire/fscc/directory-entry.ts';
import { readSid } from '../../lib/wire/fscc/sid.ts';
import { readHeader } from '../../lib/wire/header.ts';
import { Reader } from '../../lib/wire/reader.ts';
import { codecOf, commandName } from '../../lib/wire/registry.ts';
import { readNetShareEnumResponse } from '../../lib/wire/rpc/net-share-enum.ts';
import { readPdu } from '../../lib/wire/rpc/pdu.ts';
import { readTransformHeader } from '../../lib/wire/transform-header.ts';
import { capturedBodies } from './captured-bodies.ts';
import { capturedInformation } from './captured-information.ts';
import { bodyReader } from './codec.ts';

export interface Parser {
  readonly name: string;
  /** What it can read, or something like it. */
  readonly seeds: readonly Buffer[];
  read(bytes: Buffer): unknown;
  /** Whether it may throw this. */
  refuses(error: unknown): boolean;
}

const isMalformed = (error: unknown): boolean => error instanceof MalformedError;

/** The codes of a URL that is none, or not one of a share. */
const isWrongUrl = (error: unknown): boolean => error instanceof TypeError;

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

const NTLM_CHALLENGE = hex(
  '4e544c4d53535000 02000000 0c000c0038000000 158289e2 0123456789abcdef 0000000000000000 1c001c0044000000' +
    ' 0602f0230000000f 530041004d00420041003100 02000c00530041004d004200410031000700080000d1bb4c9b7add0100000000',
);

const NTLM_AUTHENTICATE = writeAuthenticate({
  negotiateFlags: 0xe2088297,
  lmChallengeResponse: Buffer.alloc(24),
  ntChallengeResponse: Buffer.alloc(80, 1),
  domainName: 'OFFICE',
  userName: 'ann',
  workstation: 'HERE',
  encryptedRandomSessionKey: Buffer.alloc(16, 2),
  version: undefined,
});

const MECHANISMS = ['1.3.6.1.4.1.311.2.2.10', '1.2.840.113554.1.2.2'];
const NEG_TOKEN_INIT = writeNegTokenInit({
  mechTypes: MECHANISMS,
  mechToken: writeNegotiate({ negotiateFlags: 0xe2088297, version: undefined }),
  hintName: 'not_defined_in_RFC4178@please_ignore',
});
const NEG_TOKEN_RESP = writeNegTokenResp({
  negState: 1,
  supportedMech: MECHANISMS[0],
  responseToken: NTLM_CHALLENGE,
  mechListMIC: Buffer.alloc(16, 1),
});

/** Two RPC answers: a bind that was accepted, and a call that failed. */
const PDUS = [
  hex(
    '05000c03 10000000 4400 0000 01000000 b810 b810 f0530000 0d00 5c504950455c73727673766300 00000000' +
      '01000000 00000000 045d888aeb1cc9119fe808002b104860 02000000',
  ),
  hex('05000303 10000000 2000 0000 02000000 20000000 0000 0000 0000031c 00000000'),
];

const parser = (
  name: string,
  read: Parser['read'],
  seeds: readonly Buffer[],
  refuses: Parser['refuses'] = isMalformed,
): Parser => ({ name, read, seeds, refuses });

const reading = (name: string, read: (r: Reader) => unknown, ...seeds: Buffer[]): Parser =>
  parser(name, (bytes) => read(new Reader(bytes)), seeds);

/** All of them; those of structures are found where they are kept, so that none is forgotten. */
export async function allParsers(): Promise<Parser[]> {
  return [...commandParsers(), ...(await structureParsers()), ...otherParsers()];
}

function commandParsers(): Parser[] {
  const parsers: Parser[] = [];
  for (let command = 0; command <= 0x12; command++) {
    const codec = codecOf(command);
    if (!codec) continue;
    for (const direction of ['request', 'response'] as const) {
      const seeds = capturedBodies
        .filter((one) => one.command === command && one.direction === direction)
        .map(({ body }) => hex(body));
      const read = (bytes: Buffer): unknown =>
        direction === 'request' ? codec.readRequest(bodyReader(bytes)) : codec.readResponse(bodyReader(bytes));
      parsers.push(parser(`${commandName(command)} ${direction}`, read, seeds));
    }
  }
  return parsers;
}

/** Whatever in these folders has a `read` and a `write` for a structure. */
async function structureParsers(): Promise<Parser[]> {
  const parsers: Parser[] = [];
  const all = Object.values(capturedInformation).map(hex);
  for (const folder of ['fscc', 'contexts', 'rpc', 'commands']) {
    const url = new URL(`../../lib/wire/${folder}/`, import.meta.url);
    for (const file of fs.readdirSync(fileURLToPath(url))) {
      const module: Record<string, unknown> = await import(pathToFileURL(fileURLToPath(new URL(file, url))).href);
      for (const [name, value] of Object.entries(module)) {
        if (typeof value !== 'object' || value === null || !('read' in value) || !('write' in value)) continue;
        const { read } = value as { read(r: Reader): unknown };
        const captured = (capturedInformation as Readonly<Record<string, string>>)[name];
        const seeds = captured === undefined ? all : [hex(captured)];
        parsers.push(reading(`${folder}/${name}`, (r) => read.call(value, r), ...seeds));
      }
    }
  }
  return parsers;
}

function otherParsers(): Parser[] {
  const listing = hex(capturedInformation.FileBothDirectoryInformation);
  const sealed = Buffer.alloc(52 + 64);
  hex('fd534d42').copy(sealed);
  sealed.writeUInt32LE(64, 36);
  sealed.writeUInt16LE(1, 42);
  const chain = Buffer.alloc(192);
  for (const start of [0, 64, 128]) {
    hex('fe534d4240000000').copy(chain, start);
    chain.writeUInt32LE(start < 128 ? 64 : 0, start + 20);
  }
  const status = Buffer.concat([
    hex('0007 8400 0000 0001 0000 0000 20'),
    Buffer.from('CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'),
    hex('00 0021 0001 00000000 0041 02'),
    Buffer.from('NAS            '),
    hex('00 0400'),
    Buffer.from('NAS            '),
    hex('20 0400'),
    Buffer.alloc(46),
  ]);
  const session = encodeSessionRequest({ name: '*SMBSERVER', suffix: 0x20 }, { name: 'CLIENT', suffix: 0 });
  const frame = Buffer.concat([hex('00000040'), chain.subarray(0, 64)]);
  return [
    reading('ERROR response', (r) => readErrorResponse(bodyReader(r.copy(r.remaining))), hex('0900000000000000 00')),
    reading(
      'OPLOCK_BREAK notification',
      readOplockBreakNotification,
      hex('1800 00 00 00000000 0100000000000000 0200000000000000'),
      Buffer.concat([hex('2c00 0100 01000000'), Buffer.alloc(36)]),
    ),
    reading('header', readHeader, chain),
    parser(
      'chain',
      (bytes) => splitCompound(bytes).map(({ start, end }) => readHeader(new Reader(bytes, start, end))),
      [chain],
    ),
    reading('transform header', readTransformHeader, sealed),
    parser('placement of READ', (bytes) => readResponsePlacement(bytes, 5000), [
      Buffer.concat([chain.subarray(0, 64), Buffer.alloc(16)]),
    ]),
    reading(
      'create contexts',
      readCreateContexts,
      hex('00000000 1000 0400 0000 1800 08000000 51466964 00000000 0000000000000000'),
    ),
    ...[1, 2, 3, 12, 37, 38].map((level) =>
      reading(
        `listing of class ${level}`,
        (r) => readDirectoryEntries(level, r),
        listing,
        hex(capturedInformation.FileDirectoryInformation),
      ),
    ),
    reading('SID', readSid, hex('01 05 000000000005 15000000 01020304 05060708 090a0b0c f4010000')),
    parser('RPC message', readPdu, PDUS),
    reading('NetrShareEnum', readNetShareEnumResponse, Buffer.alloc(64, 1), Buffer.alloc(64)),
    parser('NTLM challenge', readChallenge, [NTLM_CHALLENGE]),
    parser('NTLM negotiate', readNegotiate, [writeNegotiate({ negotiateFlags: 0xe2088297, version: undefined })]),
    parser('NTLM authenticate', readAuthenticate, [NTLM_AUTHENTICATE]),
    parser('AV pairs', (bytes) => avTimestamp(readAvPairs(bytes)), [NTLM_CHALLENGE.subarray(0x44)]),
    parser('DER', (bytes) => applicationContent(readDer(bytes), 0), [NEG_TOKEN_INIT]),
    parser('SPNEGO answer', readNegTokenResp, [NEG_TOKEN_RESP]),
    parser('SPNEGO offer', readNegTokenInit, [NEG_TOKEN_INIT]),
    parser('node status', (bytes) => decodeNodeStatusResponse(bytes, 7), [status]),
    parser('NetBIOS session request', decodeSessionRequest, [session.subarray(4)]),
    parser('NetBIOS refusal', decodeNegativeResponse, [hex('82')]),
    parser('NetBIOS retarget', decodeRetarget, [hex('7f000001 008b')]),
    ...(['directtcp', 'netbios'] as const).map((kind) =>
      parser(`frames of ${kind}`, (bytes) => decodeFrames(kind, bytes), [frame]),
    ),
    parser('link file', parseLinkFile, [formatLinkFile('some/where') ?? Buffer.alloc(0)]),
    parser('wire path', (bytes) => decodePath(bytes.toString('utf16le')), [Buffer.from('a\\b\uf021', 'utf16le')]),
    parser(
      'URL',
      (bytes) => parseSmbUrl(bytes.toString('latin1')),
      [Buffer.from('smb://ann:s3cret@nas:445/share/a?transport=netbios&connect-timeout=5')],
      isWrongUrl,
    ),
  ];
}

function decodeFrames(kind: 'directtcp' | 'netbios', bytes: Buffer): number {
  let frames = 0;
  const sink = { place: () => undefined, receive: () => void frames++ };
  const decoder = new FrameDecoder(kind, 64, sink);
  decoder.push(bytes);
  return frames;
}
