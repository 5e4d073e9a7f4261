/** Names that a Unix file system takes and SMB does not, and others that are hard to carry. Devices' names (`CON`) are not among
 * them: a server that takes them lists them as something else. */
export const forbiddenNames: readonly string[] = [
  'double"quote',
  'star*',
  'colon:stream',
  'less<than',
  'greater>than',
  'question?',
  'back\\slash',
  'pipe|',
  'trailing space ',
  'trailing dot.',
  '...',
  ' ',
  'tab\tand\nnewline',
  '\x01\x1f\x7f',
  'emoji 🦊👩‍👩‍👧',
  'é composed, é decomposed',
  '日本語',
  'x'.repeat(255),
  'ü'.repeat(127),
  '語'.repeat(85),
];
