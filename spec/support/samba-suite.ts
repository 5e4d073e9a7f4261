/** A suite whose tests are given a running Samba, skipped where there is none. */
import { suite, type Test } from 'uvu';
import { type Samba, type SambaOptions, startSamba, whyNoSamba } from './samba.ts';
import { skipIf } from './skip.ts';

/** A suite with one server for all its tests: `test('reads', async ({ samba }) => ...)`. */
export function sambaSuite(name: string, options: SambaOptions = {}): Test<{ samba: Samba }> {
  const test = skipIf(suite<{ samba: Samba }>(name), whyNoSamba());
  let samba: Samba | undefined;
  test.before(async (context) => {
    // uvu drops what a hook throws: the tests then have not run, and nobody knows why.
    samba = await startSamba(options).catch((error: unknown) => {
      console.error(error);
      throw error;
    });
    context.samba = samba;
  });
  test.after(async () => await samba?.stop());
  return test;
}
