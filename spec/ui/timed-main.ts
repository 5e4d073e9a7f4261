/** The configuration page in a real browser, against Samba and the embedded server. */
import { suite } from 'uvu';
import { whyNoChromium } from '../support/chromium.ts';
import { whyNoSamba } from '../support/samba.ts';
import { skipIf } from '../support/skip.ts';
import { declareBrowseTests } from './page/browse-tests.ts';
import { declareCompareTests } from './page/compare-tests.ts';
import { declareConnectionTests } from './page/connection-tests.ts';
import { Rig } from './page/rig.ts';

const test = skipIf(suite<{ rig: Rig }>('ui/page'), whyNoChromium() ?? whyNoSamba());

test.before(async (context) => {
  context.rig = await Rig.start();
});

test.after(({ rig }) => rig.stop());

for (const declare of [declareConnectionTests, declareBrowseTests, declareCompareTests]) {
  declare((name, body) =>
    test(name, async ({ rig }) => {
      const t = performance.now();
      const c = process.cpuUsage();
      await body(rig);
      const d = process.cpuUsage(c);
      console.log(name, Math.round(performance.now() - t), Math.round((d.user + d.system) / 1000));
    }),
  );
}

test.run();

setInterval(() => console.log(process.getActiveResourcesInfo().join()), 20000).unref();
