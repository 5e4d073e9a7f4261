/** A process that runs the command lines it is sent, one after the other, and answers with their exit codes and errors. */
import { once } from 'node:events';
import { createProgram } from '../../lib/cli/program.ts';
import { redactor } from '../../lib/cli/secrets.ts';

const [lines] = (await once(process, 'message')) as [readonly (readonly string[])[]];
const write = process.stderr.write.bind(process.stderr);
const outcomes: { readonly code: number; readonly stderr: string }[] = [];
for (const line of lines) {
  const said: string[] = [];
  process.stderr.write = ((chunk: string | Uint8Array, ...rest: []) => {
    said.push(String(chunk));
    return write(chunk, ...rest);
  }) as typeof process.stderr.write;
  process.argv = [...process.argv.slice(0, 2), ...line];
  process.exitCode = 0;
  await createProgram('', redactor(process.argv)).parseAsync();
  outcomes.push({ code: Number(process.exitCode), stderr: said.join('') });
}
process.exitCode = 0;
process.send?.(outcomes, () => process.disconnect?.());
