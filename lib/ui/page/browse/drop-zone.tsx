/** Takes files that are dropped onto it. */
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Icon } from '../parts/icon.tsx';
import { refuseUpload, upload } from './transfers.ts';

export function DropZone({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const [isOver, setOver] = useState(false);
  return (
    <section
      class="drop-zone"
      aria-label="Files; drop some here to upload them"
      onDragOver={(event) => {
        if (!event.dataTransfer?.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={({ currentTarget, relatedTarget }) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setOver(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (event.dataTransfer) take(event.dataTransfer);
      }}
    >
      {children}
      {isOver && (
        <p class="drop-here">
          <Icon name="upload" />
          Drop to upload
        </p>
      )}
    </section>
  );
}

/** What is no file has nothing that could be read. */
function take({ items }: DataTransfer): void {
  const files: File[] = [];
  for (const item of items) {
    const file = item.getAsFile();
    if (!file) continue;
    if (item.webkitGetAsEntry()?.isDirectory) {
      refuseUpload(file.name, { message: 'This is a folder', hint: '`smbfs put` uploads folders' });
    } else {
      files.push(file);
    }
  }
  upload(files);
}
