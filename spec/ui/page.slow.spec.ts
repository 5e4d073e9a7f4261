/** The configuration page in a real browser, against Samba and the embedded server. */
import { suite } from 'uvu';
import { whyNoChromium } from '../support/install-chromium.ts';
import { whyNoSamba } from '../support/samba.ts';
import { skipIf } from '../support/skip.ts';
import { declareBrowseTests } from './page/browse-tests.ts';
import { declareCompareTests } from './page/compare-tests.ts';
import { declareConnectionTests } from './page/connection-tests.ts';
import { Rig } from './page/rig.ts';

/** Half a minute on a machine of its own. */
export const deadlineSeconds = 480;

const test = skipIf(suite<{ rig: Rig }>('ui/page'), whyNoChromium() ?? whyNoSamba());

test.before(async (context) => {
  context.rig = await Rig.start();
});

test.after(({ rig }) => rig.stop());

for (const declare of [declareConnectionTests, declareBrowseTests, declareCompareTests]) {
  declare((name, body) => test(name, ({ rig }) => body(rig)));
}

test.run();
