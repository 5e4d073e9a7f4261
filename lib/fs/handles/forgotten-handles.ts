/** FileHandles that nobody has closed and nobody can reach any more: they are closed with a warning, as node's are. */
import type { Descriptor } from './descriptor.ts';
import type { DescriptorTable } from './descriptor-table.ts';
import { warnOfLateClose } from './late-close.ts';

interface Forgotten {
  readonly descriptors: DescriptorTable;
  readonly fd: number;
  readonly descriptor: Descriptor | undefined;
}

const handles = new FinalizationRegistry<Forgotten>(closeForgotten);

/** Has the file `fd` closed once `handle` is collected. */
export function closeWhenForgotten(handle: object, descriptors: DescriptorTable, fd: number): void {
  handles.register(handle, { descriptors, fd, descriptor: descriptors.find(fd) }, handle);
}

/** `handle` has been closed. */
export function closed(handle: object): void {
  handles.unregister(handle);
}

function closeForgotten({ descriptors, fd, descriptor }: Forgotten): void {
  // Somebody may have closed it by its number, or everything at once.
  if (!descriptor || descriptor.isClosing || !descriptors.has(fd, descriptor)) return;
  warn(fd);
  descriptors.remove(fd, 'close');
  descriptor.close().catch((error: Error) => warnOfLateClose(descriptor.path, error));
}

let warned = false;

function warn(fd: number): void {
  process.emitWarning(`Closing file descriptor ${fd} on garbage collection`);
  if (warned) return;
  warned = true;
  process.emitWarning(
    'Closing a FileHandle object on garbage collection is deprecated. ' +
      'Please close FileHandle objects explicitly using FileHandle.prototype.close(). ' +
      'In the future, an error will be thrown if a file descriptor is closed during garbage collection.',
    'DeprecationWarning',
    'DEP0137',
  );
}
