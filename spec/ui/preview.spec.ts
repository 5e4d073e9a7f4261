import * as fs from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { PreviewAnswer } from '../../lib/ui/protocol.ts';
import { bothPages, type PageSide } from './both-pages.ts';

const PNG = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(300_000, 7)]);

function put({ folder, give }: PageSide, name: string, content: string | Buffer): string {
  fs.writeFileSync(join(folder, name), content);
  give(join(folder, name));
  return `/${name}`;
}

bothPages('ui/preview', (test) => {
  test('a text is shown as text, whatever is in it', async (side) => {
    const path = put(side, 'page.html', '<script>alert("ü")</script>\n');
    const answer = await side.page.post(`${side.connection}/preview`, { path });
    assert.is(answer.headers['content-type'], 'application/json');
    const text = '<script>alert("ü")</script>\n';
    assert.equal(answer.json(), { kind: 'text', text, size: 29, truncated: false });
  });

  test('of a long text the beginning is shown, and no half character', async (side) => {
    const path = put(side, 'long.txt', 'x'.repeat(256 * 1024 - 1) + 'ü'.repeat(10));
    const shown = await side.page.get<PreviewAnswer>(`${side.connection}/preview`, { path });
    assert.ok(shown.kind === 'text' && shown.truncated && shown.text === 'x'.repeat(256 * 1024 - 1));
  });

  test('a picture is known by its bytes, and comes as one', async (side) => {
    const path = put(side, 'picture.txt', PNG);
    const { headers, content } = await side.page.post(`${side.connection}/preview`, { path });
    assert.is(headers['content-type'], 'image/png');
    assert.is(headers['x-content-type-options'], 'nosniff');
    assert.match(`${headers['content-security-policy']}`, /sandbox/);
    assert.ok(content.equals(PNG));
  });

  test('an SVG is no picture here, but the text that it is', async (side) => {
    const path = put(side, 'x.svg', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
    const shown = await side.page.get<PreviewAnswer>(`${side.connection}/preview`, { path });
    assert.is(shown.kind, 'text');
  });

  test('of other files nothing is shown', async (side) => {
    for (const [name, content, reason] of [
      ['binary', Buffer.from([1, 2, 3, 0]), 'binary'],
      ['empty', '', 'empty'],
    ] as const) {
      const path = put(side, name, content);
      const shown = await side.page.get<PreviewAnswer>(`${side.connection}/preview`, { path });
      assert.equal(shown, { kind: 'none', size: content.length, reason });
    }
    assert.is((await side.page.refused(`${side.connection}/preview`, { path: '/' })).status, 400);
  });
});
