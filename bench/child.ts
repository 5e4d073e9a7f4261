/** A script in a process of its own, which sends one message when it is ready and stays until it is stopped. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { atExit } from '../spec/support/at-exit.ts';

export interface Child<Ready> extends AsyncDisposable {
  readonly ready: Ready;
}

/** Starts `script` with `args`; resolves with its first message. */
export async function startChild<Ready>(script: URL, args: readonly string[]): Promise<Child<Ready>> {
  const child = fork(fileURLToPath(script), args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const exited = once(child, 'exit');
  const forget = atExit(() => child.kill());
  const ready = await Promise.race([
    once(child, 'message').then(([message]) => message as Ready),
    exited.then(([code]) => {
      throw new Error(`${fileURLToPath(script)} ended with ${code}`);
    }),
  ]);
  return {
    ready,
    async [Symbol.asyncDispose]() {
      child.kill();
      await exited;
      forget();
    },
  };
}
