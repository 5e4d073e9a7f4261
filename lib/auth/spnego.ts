/** The tokens of SPNEGO, in which client and server agree on a mechanism.  RFC 4178 4.2, [MS-SPNG] 2.2.1 */
import { MalformedError } from '../errors.ts';
import {
  applicationContent,
  type DerElement,
  encodedBytes,
  enumerated,
  generalString,
  isSequence,
  newApplication,
  newEnumerated,
  newGeneralString,
  newObjectIdentifier,
  newOctetString,
  newSequence,
  newTag,
  objectIdentifier,
  octetString,
  readDer,
  sequenceContent,
  tagContent,
  taggedFields,
  writeDer,
} from './der.ts';

const SPNEGO_OID = '1.3.6.1.5.5.2';

/** The hint that servers send, by their own word to be ignored. */
export const NOT_DEFINED_IN_RFC4178 = 'not_defined_in_RFC4178@please_ignore';

export const ACCEPT_COMPLETED = 0;
export const ACCEPT_INCOMPLETE = 1;
export const REJECT = 2;
export const REQUEST_MIC = 3;

/** What a client starts with; with a `hintName` it is a server's NegTokenInit2 instead. */
export interface NegTokenInit {
  /** Object identifiers, the sender's favourite first. */
  readonly mechTypes: readonly string[];
  /** The first token of the favourite. */
  readonly mechToken: Buffer | undefined;
  readonly hintName: string | undefined;
}

export interface NegTokenResp {
  /** ACCEPT_COMPLETED, ACCEPT_INCOMPLETE, REJECT or REQUEST_MIC. */
  readonly negState: number | undefined;
  readonly supportedMech: string | undefined;
  readonly responseToken: Buffer | undefined;
  readonly mechListMIC: Buffer | undefined;
}

function newMechTypeList(mechTypes: readonly string[]): DerElement {
  return newSequence(...mechTypes.map(newObjectIdentifier));
}

/** The bytes that a mechListMIC protects. */
export function mechTypeListBytes(mechTypes: readonly string[]): Buffer {
  return writeDer(newMechTypeList(mechTypes));
}

export function writeNegTokenInit(token: NegTokenInit): Buffer {
  const fields = [newTag(0, newMechTypeList(token.mechTypes))];
  if (token.mechToken !== undefined) fields.push(newTag(2, newOctetString(token.mechToken)));
  if (token.hintName !== undefined) {
    fields.push(newTag(3, newSequence(newTag(0, newGeneralString(token.hintName))))); // NegHints
  }
  return writeDer(newApplication(0, newObjectIdentifier(SPNEGO_OID), newTag(0, newSequence(...fields))));
}

/** Whether `token` starts as a NegTokenInit does; a mechanism's own token may come in its place. */
export function isNegTokenInit(token: Buffer): boolean {
  const oid = writeDer(newObjectIdentifier(SPNEGO_OID));
  const lengthBytes = (token[1] ?? 0) < 0x80 ? 0 : (token[1] ?? 0) & 0x7f;
  const at = 2 + lengthBytes;
  return token[0] === 0x60 && token.subarray(at, at + oid.length).equals(oid);
}

/** Reads a NegTokenInit or NegTokenInit2; `mechTypeList` is what a mechListMIC protects, as it was received. */
export function readNegTokenInit(bytes: Buffer): NegTokenInit & { readonly mechTypeList: Buffer } {
  const [oid, token] = applicationContent(readDer(bytes), 0) ?? [];
  if (objectIdentifier(oid) !== SPNEGO_OID) throw new MalformedError('a token of something else than SPNEGO');
  const fields = taggedFields(tagContent(token, 0));
  const mechTypes = fields.get(0);
  return {
    mechTypes: mechTypes === undefined ? [] : sequenceContent(mechTypes).map(objectIdentifier),
    mechToken: optional(fields.get(2), octetString),
    hintName: optional(fields.get(3), readHintName),
    mechTypeList: mechTypes === undefined ? Buffer.alloc(0) : encodedBytes(mechTypes),
  };
}

/** [3] is a mechListMIC in RFC 4178 and NegHints in [MS-SPNG]: only the type tells. */
function readHintName(element: DerElement): string | undefined {
  return isSequence(element) ? optional(taggedFields(element).get(0), generalString) : undefined;
}

export function writeNegTokenResp(token: Partial<NegTokenResp>): Buffer {
  const fields: DerElement[] = [];
  if (token.negState !== undefined) fields.push(newTag(0, newEnumerated(token.negState)));
  if (token.supportedMech !== undefined) fields.push(newTag(1, newObjectIdentifier(token.supportedMech)));
  if (token.responseToken !== undefined) fields.push(newTag(2, newOctetString(token.responseToken)));
  if (token.mechListMIC !== undefined) fields.push(newTag(3, newOctetString(token.mechListMIC)));
  return writeDer(newTag(1, newSequence(...fields)));
}

export function readNegTokenResp(bytes: Buffer): NegTokenResp {
  const fields = taggedFields(tagContent(readDer(bytes), 1));
  return {
    negState: optional(fields.get(0), enumerated),
    supportedMech: optional(fields.get(1), objectIdentifier),
    responseToken: optional(fields.get(2), octetString),
    mechListMIC: optional(fields.get(3), octetString),
  };
}

function optional<T>(element: DerElement | undefined, read: (element: DerElement) => T): T | undefined {
  return element === undefined ? undefined : read(element);
}
