/** Small spec files in a temporary folder, for the specs of the runner. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/** A spec file, in JavaScript unless the statements are not, with these statements between its imports and its run. */
export function sampleSpec(body: string): string {
  return `import { suite } from 'uvu';
import * as assert from 'uvu/assert';
const test = suite('sample');
${body}
test.run();
`;
}

/** The statement that makes `skipIf` known; it needs TypeScript. */
export const IMPORT_SKIP_IF: string = `import { skipIf } from '${import.meta.dirname}/skip.ts';`;

/** A spec file with one test, which passes. */
export const PASSING: string = sampleSpec(`test('is fine', () => {});`);

/** A temporary folder with these files, from which uvu can be imported. */
export function sampleFolder(files: Readonly<Record<string, string>>): Disposable & { readonly path: string } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'samples-'));
  fs.symlinkSync(path.join(import.meta.dirname, '../../node_modules'), path.join(folder, 'node_modules'));
  fs.writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  return { path: folder, [Symbol.dispose]: () => fs.rmSync(folder, { recursive: true, force: true }) };
}
