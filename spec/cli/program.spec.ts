import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createProgram } from '../../lib/cli/program.ts';

const test = suite('cli/program');

const program = createProgram('1.2.3', (text) => text);

/** What `--help` prints. */
function helpOf(name: string): string {
  const command = program.commands.find((each) => each.name() === name);
  let text = '';
  command?.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command?.outputHelp();
  return text;
}

for (const { name } of program.commands.map((command) => ({ name: command.name() }))) {
  test(`${name} has a description, and examples of itself`, () => {
    const text = helpOf(name);
    assert.match(text, new RegExp(`^Usage: smbfs ${name} .*\n\n\\S`));
    const [, examples = ''] = text.split('\nExamples:\n');
    assert.match(examples, new RegExp(`^  \\$ (.* \\| )?smbfs ${name}\\b`, 'm'));
  });
}

test('every command that works on a share takes the options of a connection', () => {
  const without = program.commands
    .filter((command) => !command.options.some(({ long }) => long === '--transport'))
    .map((command) => command.name());
  assert.equal(without, ['serve', 'demo']);
});

test.run();
