/** `smbfs test`: tries a connection step by step, and tells at which one it fails, why, and what to try. */
import type { Command } from 'commander';
import { declareShareCommand, running } from '../command.ts';
import { type TestStep, testShare } from '../connection-test.ts';
import type { Context } from '../context.ts';

/** As people call the steps. */
const TITLES: Readonly<Record<TestStep['name'], string>> = {
  resolve: 'resolve the name',
  connect: 'connect',
  negotiate: 'negotiate',
  logon: 'log in',
  tree: 'enter the share',
  list: 'list',
  write: 'write',
  read: 'read back',
  compare: 'compare',
  delete: 'delete',
  room: 'free space',
};

const TITLE_WIDTH = Math.max(...Object.values(TITLES).map((title) => title.length));

export function declareTest(program: Command): void {
  declareShareCommand(program, {
    name: 'test',
    description: 'try a connection step by step: at which step it fails, why, and what to try',
    examples: ['smbfs test smb://ann@nas/backups', 'smbfs test --read-only --json smb://ann@nas/media'],
  })
    .argument('<url>', 'a folder: smb://host/share/path')
    .option('--read-only', 'leave out what writes')
    .option('--json', 'print an object')
    .action(
      running<{ readonly readOnly?: boolean }, [string]>(async (context, { readOnly = false }, url) => {
        const steps: TestStep[] = [];
        const target = await context.open(url, { connect: false, cleansUp: true });
        for await (const step of testShare(context, target, { readOnly })) {
          steps.push(step);
          if (!context.json) await print(context, step);
        }
        const failed = steps.find((step) => step.failure);
        if (context.json)
          await context.out.json({
            url: target.url(),
            ok: !failed,
            failed: failed?.name ?? null,
            steps: steps.map(rounded),
          });
      }),
    );
}

function rounded(step: TestStep): TestStep {
  return { ...step, milliseconds: Math.round(step.milliseconds * 1000) / 1000 };
}

async function print({ out }: Context, { name, milliseconds, detail, failure }: TestStep): Promise<void> {
  const time = `${milliseconds < 10 ? milliseconds.toFixed(1) : milliseconds.toFixed(0)} ms`.padStart(9);
  const mark = failure ? out.style('red', '✘') : out.style('green', '✔');
  await out.line(
    `${mark} ${TITLES[name].padEnd(TITLE_WIDTH)} ${out.style('dim', time)}  ${failure?.message ?? detail}`,
  );
  if (failure?.hint !== undefined) await out.line(`  ${out.style('cyan', 'hint:')} ${failure.hint}`);
}
