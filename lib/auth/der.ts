/** The part of ASN.1's distinguished encoding rules that SPNEGO needs, on top of asn1js, with its limits set.  X.690 */
import {
  type BaseBlock,
  Constructed,
  Enumerated,
  fromBER,
  GeneralString,
  ObjectIdentifier,
  OctetString,
  Sequence,
} from 'asn1js';
import { MalformedError } from '../errors.ts';

/** A decoded or yet unwritten element. */
export type DerElement = BaseBlock;

const CLASS_APPLICATION = 2;
const CLASS_CONTEXT = 3;

/** SPNEGO nests nine deep and has a few dozen elements; a security buffer is never longer than 65535 bytes. */
const LIMITS = { maxDepth: 16, maxNodes: 256, maxContentLength: 0xffff, parseEmbedded: false };

/** The one element that `bytes` are; throws a MalformedError for anything that is not exactly that. */
export function readDer(bytes: Buffer): DerElement {
  const { offset, result } = decode(bytes);
  if (offset === -1) throw new MalformedError(`not DER: ${result.error}`);
  if (offset !== bytes.length) throw new MalformedError(`${bytes.length - offset} bytes behind a DER element`);
  refuseIndefinite(result);
  return result;
}

/** Most of what is wrong the decoder tells in its result; of a time that is none it throws an error of its own. */
function decode(bytes: Buffer): ReturnType<typeof fromBER> {
  try {
    return fromBER(bytes, LIMITS);
  } catch (cause) {
    throw new MalformedError('not DER', { cause });
  }
}

function refuseIndefinite(element: DerElement): void {
  if (element.lenBlock.isIndefiniteForm) throw new MalformedError('a DER element of indefinite length');
  if (element instanceof Constructed) element.valueBlock.value.forEach(refuseIndefinite);
}

function isTagged(element: DerElement, tagClass: number, tagNumber?: number): element is Constructed {
  return (
    element instanceof Constructed &&
    element.idBlock.tagClass === tagClass &&
    (tagNumber === undefined || element.idBlock.tagNumber === tagNumber)
  );
}

/** The elements inside the constructed element with tag [APPLICATION `tagNumber`], or undefined when `element` is not that. */
export function applicationContent(element: DerElement, tagNumber: number): readonly DerElement[] | undefined {
  return isTagged(element, CLASS_APPLICATION, tagNumber) ? element.valueBlock.value : undefined;
}

/** The one element inside [`tagNumber`]. */
export function tagContent(element: DerElement | undefined, tagNumber: number): DerElement {
  if (element === undefined || !isTagged(element, CLASS_CONTEXT, tagNumber)) {
    throw new MalformedError(`a DER element that is not tagged [${tagNumber}]`);
  }
  return only(element);
}

function only(element: Constructed): DerElement {
  const [content, ...more] = element.valueBlock.value;
  if (content === undefined || more.length > 0) throw new MalformedError('a DER tag around other than one element');
  return content;
}

export function isSequence(element: DerElement): element is Sequence {
  return element instanceof Sequence;
}

/** The elements of a SEQUENCE. */
export function sequenceContent(element: DerElement): readonly DerElement[] {
  if (!isSequence(element)) throw new MalformedError('a DER element that is not a SEQUENCE');
  return element.valueBlock.value;
}

/** The elements of a SEQUENCE whose fields are all tagged [0], [1], ...: by their number, each at most once. */
export function taggedFields(element: DerElement): Map<number, DerElement> {
  const fields = new Map<number, DerElement>();
  for (const field of sequenceContent(element)) {
    if (!isTagged(field, CLASS_CONTEXT)) throw new MalformedError('a DER field without a tag');
    const number = field.idBlock.tagNumber;
    if (fields.has(number)) throw new MalformedError(`the DER field [${number}] twice`);
    fields.set(number, only(field));
  }
  return fields;
}

/** An OBJECT IDENTIFIER in dotted form. */
export function objectIdentifier(element: DerElement | undefined): string {
  if (!(element instanceof ObjectIdentifier))
    throw new MalformedError('a DER element that is not an OBJECT IDENTIFIER');
  return element.getValue();
}

/** The bytes of an OCTET STRING, copied. */
export function octetString(element: DerElement): Buffer {
  if (!(element instanceof OctetString) || element.idBlock.isConstructed) {
    throw new MalformedError('a DER element that is not an OCTET STRING');
  }
  return Buffer.from(element.valueBlock.valueHexView);
}

/** The number in an ENUMERATED. */
export function enumerated(element: DerElement): number {
  if (!(element instanceof Enumerated) || element.valueBlock.isHexOnly) {
    throw new MalformedError('a DER element that is not an ENUMERATED');
  }
  return element.valueBlock.valueDec;
}

/** The text of a GeneralString. */
export function generalString(element: DerElement): string {
  if (!(element instanceof GeneralString)) throw new MalformedError('a DER element that is not a GeneralString');
  return element.getValue();
}

/** The bytes that `element` was read from, copied. */
export function encodedBytes(element: DerElement): Buffer {
  return Buffer.from(element.valueBeforeDecodeView);
}

export function newApplication(tagNumber: number, ...value: DerElement[]): DerElement {
  return new Constructed({ idBlock: { tagClass: CLASS_APPLICATION, tagNumber }, value });
}

export function newTag(tagNumber: number, content: DerElement): DerElement {
  return new Constructed({ idBlock: { tagClass: CLASS_CONTEXT, tagNumber }, value: [content] });
}

export function newSequence(...value: DerElement[]): DerElement {
  return new Sequence({ value });
}

export function newObjectIdentifier(value: string): DerElement {
  return new ObjectIdentifier({ value });
}

export function newOctetString(bytes: Uint8Array): DerElement {
  return new OctetString({ valueHex: bytes });
}

export function newEnumerated(value: number): DerElement {
  return new Enumerated({ value });
}

export function newGeneralString(value: string): DerElement {
  return new GeneralString({ value });
}

export function writeDer(element: DerElement): Buffer {
  return Buffer.from(element.toBER());
}
