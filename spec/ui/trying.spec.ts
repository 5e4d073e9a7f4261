import { once } from 'node:events';
import * as fs from 'node:fs';
import type { IncomingMessage } from 'node:http';
import * as assert from 'uvu/assert';
import { testSteps } from '../../lib/diagnosis/test-steps.ts';
import type { CompareEvent, TestEvent } from '../../lib/ui/protocol.ts';
import { freePort } from '../support/free-port.ts';
import { settled, until } from '../support/settles.ts';
import { bothPages } from './both-pages.ts';
import { fieldsFor, type PageClient, startPage } from './page-client.ts';

/** The names of the steps in the order in which they began, and of those done. */
function taken(events: readonly TestEvent[]): { begun: string[]; done: string[]; failed: string[] } {
  const of = (wanted: string): string[] =>
    events.flatMap((event) => ('step' in event && event.state === wanted ? [event.step] : []));
  return { begun: of('running'), done: of('done'), failed: of('failed') };
}

/** Begins a stream and breaks it off with its first line. */
async function breakOff(page: PageClient, route: string, body: object): Promise<void> {
  const asked = page.open(`/api/${route}`, { body: JSON.stringify(body) });
  asked.end(JSON.stringify(body));
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.on('error', () => {});
  await once(answer, 'data');
  asked.destroy();
}

bothPages('ui/trying', (test) => {
  for (const transport of ['directtcp', 'netbios'] as const) {
    test(`a test over ${transport} takes its steps one by one`, async ({ page, url, port, netbiosPort, folder }) => {
      const fields = { ...fieldsFor(url), transport, port: `${transport === 'netbios' ? netbiosPort : port}` };
      const connection = await page.connect(fields);
      const { events, end } = await page.lines<TestEvent>(`${connection}/test`);
      const steps = testSteps({ readOnly: false });
      assert.equal(events[0], { plan: steps });
      assert.equal(taken(events), { begun: steps, done: steps, failed: [] });
      assert.equal(end, { end: true });
      const of = (step: string) => events.find((each) => 'step' in each && each.step === step && each.state === 'done');
      const [negotiate, tree] = [of('negotiate'), of('tree')];
      assert.ok(negotiate && 'agreed' in negotiate && negotiate.agreed?.dialect === '3.1.1');
      assert.ok(tree && 'limits' in tree && (tree.limits?.maxReadSize ?? 0) >= 65_536);
      assert.equal(fs.readdirSync(folder), []);
    });
  }

  test('a test that may not write leaves that out', async ({ page, connection }) => {
    const { events } = await page.lines<TestEvent>(`${connection}/test`, { readOnly: true });
    assert.equal(taken(events).done, testSteps({ readOnly: true }));
  });

  for (const [what, change, step, hint] of [
    ['a wrong password', { password: 'wr0ng' }, 'logon', /password/],
    ['an unknown share', { share: 'nope' }, 'tree', /list/],
    ['a name that no server has', { server: 'nobody.invalid' }, 'resolve', /name/],
    ['a folder that is not there', { path: '/nowhere' }, 'list', undefined],
  ] as const) {
    test(`${what} is told at the step ${step}`, async ({ page, url }) => {
      const connection = await page.connect({ ...fieldsFor(url), ...change });
      const { events, end } = await page.lines<TestEvent>(`${connection}/test`);
      assert.equal(taken(events).failed, [step]);
      const last = events.at(-1);
      assert.ok(last && 'error' in last);
      assert.not.match(JSON.stringify(last.error), /wr0ng/);
      if (hint) assert.match(last.error.hint ?? '', hint);
      assert.equal(end, { end: true });
    });
  }

  test('a closed port is told at the step connect', async ({ page, url }) => {
    const connection = await page.connect({ ...fieldsFor(url), port: `${await freePort('127.0.0.1')}` });
    const { events } = await page.lines<TestEvent>(`${connection}/test`);
    assert.equal(taken(events).failed, ['connect']);
    assert.match(JSON.stringify(events.at(-1)), /ECONNREFUSED.*"hint":"[^"]*port/);
  });

  test('DirectTCP is compared with NetBIOS, size by size', async ({ page, connection, netbiosPort, folder }) => {
    const sizes = [1000, 300_000];
    const question = { path: '/', sizes, rounds: 2, otherPort: netbiosPort };
    const { events, end } = await page.lines<CompareEvent>(`${connection}/compare`, question);
    const [plan, ...measured] = events;
    assert.equal(
      plan,
      {
        plan: sizes.flatMap((size) => [
          { size, transport: 'directtcp' },
          { size, transport: 'netbios' },
        ]),
      },
      JSON.stringify(events),
    );
    assert.is(measured.length, 2 * 2 * 2 * 2);
    assert.ok(measured.every((event) => 'bytesPerSecond' in event && event.bytesPerSecond > 0));
    assert.equal(end, { end: true });
    assert.equal(fs.readdirSync(folder), []);
  });

  test('a transport that a server does not offer is left out', async ({ page, connection }) => {
    const question = { path: '/', sizes: [1000], rounds: 1, otherPort: await freePort('127.0.0.1') };
    const { events, end } = await page.lines<CompareEvent>(`${connection}/compare`, question);
    const failed = events.flatMap((event) => ('failed' in event ? [[event.transport, event.failed.code]] : []));
    assert.equal(failed, [['netbios', 'ECONNREFUSED']]);
    assert.is(events.length, 1 + 2 + 1);
    assert.equal(end, { end: true });
  });

  for (const [what, body] of [
    ['test', {}],
    ['compare', { path: '/', sizes: [4_000_000], rounds: 10 }],
  ] as const) {
    test(`a ${what} that is cancelled leaves nothing behind`, async ({ url, netbiosPort, folder }) => {
      const page = await startPage();
      const connection = await page.connect(fieldsFor(url));
      await breakOff(page, `${connection}/${what}`, { ...body, otherPort: netbiosPort });
      // It waits for what still cleans up.
      await settled(page.ui.close());
      await until(() => fs.readdirSync(folder).length === 0);
    });
  }

  for (const body of [
    { path: '/', sizes: [], rounds: 1 },
    { path: '/', sizes: [2 ** 30], rounds: 1 },
    { path: '/', sizes: [1], rounds: 0 },
    { path: '/', sizes: [1.5], rounds: 1 },
    { path: 'x', sizes: [1], rounds: 1 },
  ]) {
    test(`a comparison of ${JSON.stringify(body)} is refused`, async ({ page, connection }) => {
      assert.is((await page.refused(`${connection}/compare`, body)).status, 400);
    });
  }

  test('no secret was told in all of this', async ({ page }) => {
    assert.not.match(page.heard.join('\n'), /s3cret|wr0ng/);
    assert.not.ok(page.heard.join('\n').includes(page.ui.token));
  });
});
