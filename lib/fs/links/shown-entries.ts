/** The links in a listing of which the server knows nothing. */
import type { ListedEntry } from '../../open/paths/list-directory.ts';
import type { Tree } from '../../tree/tree.ts';
import { Limit } from '../limit.ts';
import type { LinkResolver } from './link-resolver.ts';

/** The pages of the listing of `folder`, links as such. */
export async function* shownPages(
  links: LinkResolver,
  tree: Tree,
  folder: string,
  pages: AsyncGenerator<ListedEntry[], void, undefined>,
): AsyncGenerator<readonly ListedEntry[], void, undefined> {
  for await (const page of pages) yield await shownEntries(links, tree, folder, page);
}

/** The entries of `folder`, links as such. */
export async function shownEntries(
  links: LinkResolver,
  tree: Tree,
  folder: string,
  entries: readonly ListedEntry[],
): Promise<readonly ListedEntry[]> {
  if (!links.kind.needsLook) return entries;
  const limit = new Limit();
  const prefix = folder === '' ? '' : `${folder}\\`;
  return Promise.all(
    entries.map(async (entry) => {
      if (!links.kind.mayBe(entry.info)) return entry;
      const info = await limit.run(() => links.shown(tree, prefix + entry.name, entry.info));
      return { ...entry, info };
    }),
  );
}
