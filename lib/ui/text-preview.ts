/** The beginning of a file as text, if it is one. */

/** Control characters that texts have: tab, the ends of lines and pages, and what begins a terminal's colours. */
const TEXT_CONTROLS = new Set(['\t', '\n', '\v', '\f', '\r', '\x1b']);

const BYTE_ORDER_MARKS = [
  { mark: Buffer.from([0xff, 0xfe]), encoding: 'utf-16le' },
  { mark: Buffer.from([0xfe, 0xff]), encoding: 'utf-16be' },
] as const;

/** UTF-16 with its mark, UTF-8, or else Latin-1; undefined for what is no text. `isWhole`: there is no more of the file. */
export function textOf(content: Buffer, isWhole: boolean): string | undefined {
  const marked = BYTE_ORDER_MARKS.find(({ mark }) => mark.equals(content.subarray(0, mark.length)));
  const text = marked
    ? new TextDecoder(marked.encoding).decode(content, { stream: !isWhole })
    : (decodeUtf8(content, isWhole) ?? content.toString('latin1'));
  const isBinary = text.match(/\p{Cc}/gu)?.some((control) => control < '\x20' && !TEXT_CONTROLS.has(control));
  return isBinary ? undefined : text;
}

function decodeUtf8(content: Buffer, isWhole: boolean): string | undefined {
  try {
    // What is cut off may be cut within a character.
    return new TextDecoder('utf-8', { fatal: true }).decode(content, { stream: !isWhole });
  } catch {
    return undefined;
  }
}
