/** One body of a test of the command on two servers: Samba, and the embedded one. */
import { suite } from 'uvu';
import { type ServedShare, SHARE_SERVERS } from '../support/served-share.ts';
import { skipIf } from '../support/skip.ts';
import { BuiltCli } from './built-cli.ts';

export interface Side extends ServedShare {
  readonly cli: BuiltCli;
}

export type BothTest = (name: string, body: (side: Side) => Promise<void>) => void;

/** Suites of the same tests, one for each server. */
export async function bothServers(name: string, declare: (test: BothTest) => void): Promise<void> {
  const cli = await BuiltCli.build();
  for (const [title, start, whyNot] of SHARE_SERVERS) {
    const test = skipIf(suite<{ side: ServedShare }>(`${name}, on ${title}`), whyNot);
    test.before(async (context) => {
      context.side = await start();
    });
    test.after(({ side }) => side.stop());
    declare((sentence, body) => test(sentence, ({ side }) => body({ ...side, cli })));
    test.run();
  }
}
