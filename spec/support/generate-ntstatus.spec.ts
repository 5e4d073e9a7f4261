import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NTSTATUS_TABLE } from '../../lib/wire/ntstatus-table.ts';
import { formatModule, parseListing } from './generate-ntstatus.ts';

const test = suite('support/generate-ntstatus');

test('a listing is read as plain text, as Markdown and as HTML', () => {
  const expected: ReturnType<typeof parseListing> = [
    [0x00000103, 'STATUS_PENDING'],
    [0xc0000022, 'STATUS_ACCESS_DENIED'],
  ];
  assert.equal(parseListing('0x00000103\nSTATUS_PENDING\n\nNot done.\n0xC0000022\n\nSTATUS_ACCESS_DENIED\n'), expected);
  assert.equal(
    parseListing('| 0x00000103 STATUS_PENDING | Not done. |\n| 0xC0000022 STATUS_ACCESS_DENIED | No. |\n'),
    expected,
  );
  assert.equal(
    parseListing('<td><p>0x00000103</p><p>STATUS_PENDING</p></td>\n<td>0xC0000022<br/>\n STATUS_ACCESS_DENIED</td>'),
    expected,
  );
});

test('the first of several names stays, and values are put in order', () => {
  const listing = '0xC0000001 STATUS_UNSUCCESSFUL\n0x00000000 STATUS_SUCCESS\n0x00000000 STATUS_WAIT_0\n';
  assert.equal(parseListing(listing), [
    [0, 'STATUS_SUCCESS'],
    [0xc0000001, 'STATUS_UNSUCCESSFUL'],
  ]);
});

test('the module that it writes is the one that is there', () => {
  const text = formatModule(parseListing(NTSTATUS_TABLE));
  const url = new URL('../../lib/wire/ntstatus-table.ts', import.meta.url);
  assert.is(readFileSync(url, 'utf8'), text);
});

test.run();
