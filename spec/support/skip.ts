/** Tests that this machine cannot run: skipped with a reason that the runner shows, refused where nothing may be missing. */
import type { Test } from 'uvu';

export interface SkipOptions {
  /** A continuous-integration machine may lack it too. Otherwise a skip is a failure there (`CI=true`). */
  readonly mayLackInCi?: boolean;
}

/** `test` itself when `reason` is undefined; otherwise a stand-in whose tests are skipped and whose hooks never run. */
export function skipIf<T>(
  test: Test<T>,
  reason: string | undefined,
  { mayLackInCi = false }: SkipOptions = {},
): Test<T> {
  if (reason === undefined) return test;
  const refuse = (process.env.CI === 'true' || process.env.CI === '1') && !mayLackInCi;
  const skip = (name = 'a test'): void => {
    if (refuse) {
      test(name, () => {
        throw new Error(`Nothing may be skipped here, but ${reason}`);
      });
    } else {
      test.skip(name);
      console.log(`skipped: ${name}: ${reason}`);
    }
  };
  const ignored = Object.assign(() => {}, { each: () => {} });
  return Object.assign(skip, { only: skip, skip, before: ignored, after: ignored, run: () => test.run() });
}
