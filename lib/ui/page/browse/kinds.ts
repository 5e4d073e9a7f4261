/** What an entry is, as its name tells. */
import type { IconName } from '../parts/icon.tsx';
import { type Entry, isFolder } from './order.ts';

const IMAGES = /\.(png|jpe?g|gif|webp|bmp|avif|svg|heic|tiff?)$/i;
const TEXTS = /\.(txt|md|json|csv|log|xml|html?|css|[cm]?[jt]sx?|ya?ml|ini|conf|sh|py|c|h|rs|go|java|sql)$/i;

export function iconOf(entry: Entry): IconName {
  if (isFolder(entry)) return 'folder';
  if (entry.kind === 'symlink') return 'link';
  if (IMAGES.test(entry.name)) return 'image';
  return TEXTS.test(entry.name) ? 'text' : 'file';
}

export function kindOf({ kind, readOnly }: Entry): string {
  const word = { file: 'File', directory: 'Folder', symlink: 'Symbolic link' }[kind];
  return readOnly ? `${word}, read-only` : word;
}
