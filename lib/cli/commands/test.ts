/** `smbfs test`: tries a connection step by step, and tells at which one it fails, why, and what to try. */
import type { Command } from 'commander';
import { type TestEvent, testConnection } from '../../diagnosis/connection-test.ts';
import { STEP_TITLES, type TestStepName } from '../../diagnosis/test-steps.ts';
import { declareShareCommand, running } from '../command.ts';
import { type Context, connectFailure, type Target } from '../context.ts';
import type { FailureReport } from '../failure.ts';

/** A step that was taken. */
interface TakenStep {
  readonly name: TestStepName;
  readonly milliseconds: number;
  /** What came out. */
  readonly detail: string;
  /** Of the step that failed, which is the last one. */
  readonly failure?: FailureReport;
}

const TITLE_WIDTH = Math.max(...Object.values(STEP_TITLES).map((title) => title.length));

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
        const steps: TakenStep[] = [];
        const target = await context.open(url, { connect: false, cleansUp: true });
        const { smb, path, user } = target;
        for await (const event of testConnection(smb, { path, user, readOnly, signal: context.signal })) {
          if (event.state === 'running') continue;
          const step = await taken(context, target, event);
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

async function taken(
  context: Context,
  { smb }: Target,
  event: Exclude<TestEvent, { readonly state: 'running' }>,
): Promise<TakenStep> {
  const { name, milliseconds } = event;
  if (event.state === 'done') return { name, milliseconds, detail: event.detail };
  const failure = context.failed(connectFailure(event.error, smb.diagnostics().server));
  await context.story(event.error);
  return { name, milliseconds, detail: '', failure };
}

function rounded(step: TakenStep): TakenStep {
  return { ...step, milliseconds: Math.round(step.milliseconds * 1000) / 1000 };
}

async function print({ out }: Context, { name, milliseconds, detail, failure }: TakenStep): Promise<void> {
  const time = `${milliseconds < 10 ? milliseconds.toFixed(1) : milliseconds.toFixed(0)} ms`.padStart(9);
  const mark = failure ? out.style('red', '✘') : out.style('green', '✔');
  await out.line(
    `${mark} ${STEP_TITLES[name].padEnd(TITLE_WIDTH)} ${out.style('dim', time)}  ${failure?.message ?? detail}`,
  );
  if (failure?.hint !== undefined) await out.line(`  ${out.style('cyan', 'hint:')} ${failure.hint}`);
}
