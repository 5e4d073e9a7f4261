/** Sessions with Samba as it is configured in the wild. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ShareSettings } from '../../lib/manager/share-settings.ts';
import { stat } from '../../lib/open/paths/stat.ts';
import { shareOn } from '../support/client.ts';
import { type Samba, sambaConfigurations, startSamba, whyNoSamba } from '../support/samba.ts';
import { rejection } from '../support/settles.ts';
import { skipIf } from '../support/skip.ts';

const test = skipIf(suite('session against configurations of Samba'), whyNoSamba());

/** Enters the share; resolves with how messages are protected there. */
async function enter(samba: Samba, changes: Partial<ShareSettings> = {}): Promise<string> {
  const share = shareOn(samba, changes);
  try {
    return await share.run(async (tree) => {
      await stat(tree, '', true);
      return tree.protection;
    });
  } finally {
    await share.close();
  }
}

/** What comes out with our defaults, and with signing only if required. */
const EXPECTED: Readonly<Record<string, readonly [usual: string, lax: string]>> = {
  default: ['signed', 'plain'],
  'signing mandatory': ['signed', 'signed'],
  'encryption required': ['encrypted', 'encrypted'],
  'SMB3_11 only': ['signed', 'plain'],
};

for (const [name, global] of Object.entries(sambaConfigurations)) {
  test(`logs on with ${name}`, async () => {
    const samba = await startSamba({ global });
    try {
      assert.equal([await enter(samba), await enter(samba, { signing: 'if-required' })], EXPECTED[name]);
      assert.is(await enter(samba, { encryption: 'required' }), 'encrypted');
      const old = enter(samba, { maxDialect: '3.0.2' });
      if (name === 'SMB3_11 only') assert.is((await rejection(old)).code, 'ERR_SMB_NEGOTIATION');
      else assert.is(await old, EXPECTED[name]?.[0]);
    } finally {
      await samba.stop();
    }
  });
}

test.run();
