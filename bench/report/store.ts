/** Puts a report where it can be looked at. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reportPage } from './page.ts';
import { plotsOf } from './plots.ts';
import type { Report } from './report.ts';

/** Writes NAME.json, NAME.html and an SVG for each plot into `folder`; resolves with what it wrote. */
export async function storeReport(report: Report, folder: string, name: string): Promise<string[]> {
  const files = new Map([
    [`${name}.json`, `${JSON.stringify(report, undefined, 2)}\n`],
    [`${name}.html`, reportPage(report)],
    ...report.sections.flatMap(plotsOf).map((plot) => [`${name}-${plot.name}.svg`, plot.svg] as const),
  ]);
  await mkdir(folder, { recursive: true });
  for (const [file, content] of files) await writeFile(join(folder, file), content);
  return [...files.keys()].map((file) => join(folder, file));
}
