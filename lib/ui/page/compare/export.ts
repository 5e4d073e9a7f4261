/** The figures of a comparison as a file. */
import { connection } from '../connection/connection.ts';
import type { Comparison } from './comparison.ts';

export type Format = 'csv' | 'json';

/** The browser saves it. */
export function save(comparison: Comparison, format: Format): void {
  const [type, text] = format === 'csv' ? ['text/csv', csv(comparison)] : ['application/json', json(comparison)];
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `smbfs-comparison.${format}`;
  link.click();
  URL.revokeObjectURL(url);
}

function csv({ figures }: Comparison): string {
  const lines = figures.map(({ transport, direction, size, bytesPerSecond }) =>
    [transport, direction, size, Math.round(bytesPerSecond)].join(','),
  );
  return `${['transport,direction,bytes,bytes per second', ...lines].join('\r\n')}\r\n`;
}

function json({ request, state, figures }: Comparison): string {
  const { url } = connection.value ?? {};
  return `${JSON.stringify({ url, date: new Date().toISOString(), state, rounds: request.rounds, figures }, null, 2)}\n`;
}
