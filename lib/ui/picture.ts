/** Pictures that a browser may be handed: known by their first bytes, never by their name, and none that could hold markup. */

/** Of the beginning of a file that `pictureType` looks at. */
const PICTURE_HEAD = 16;

/** The media type of a picture; undefined for anything else. `size` is that of the whole file. */
export function pictureType(head: Buffer, size: number): string | undefined {
  const text = head.toString('latin1', 0, PICTURE_HEAD);
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (/^GIF8[79]a/.test(text)) return 'image/gif';
  if (/^RIFF.{4}WEBP/s.test(text)) return 'image/webp';
  if (/^.{4}ftypavi[fs]/s.test(text)) return 'image/avif';
  // Two letters alone could be a text.
  if (text.startsWith('BM') && head.length >= 6 && head.readUInt32LE(2) === size) return 'image/bmp';
  return undefined;
}
