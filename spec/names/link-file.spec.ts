import { createHash } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatLinkFile, LINK_FILE_SIZE, parseLinkFile } from '../../lib/names/link-file.ts';

const test = suite('names/link-file');

/** A file like a link's, of which one part is not what it should be. */
function forged(target: Buffer, { magic = 'XSym\n', length = target.length, md5 = digest(target), end = '\n' } = {}) {
  const head = Buffer.from(`${magic}${String(length).padStart(4, '0')}\n${md5}\n`);
  return Buffer.concat([head, target, Buffer.from(end), Buffer.alloc(2000, ' ')]).subarray(0, LINK_FILE_SIZE);
}

function digest(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex');
}

test('a link is written as Minshall and French have it', () => {
  const file = formatLinkFile('../docs/a b');
  assert.is(file?.length, 1067);
  const text = file?.toString() ?? '';
  assert.is(text.trimEnd(), 'XSym\n0011\n584c1329d655c653b62b33ee4b1a3640\n../docs/a b');
  assert.is(text.slice(43 + 11), `\n${' '.repeat(1067 - 43 - 11 - 1)}`);
});

test('what is written is read again', () => {
  for (const target of ['a', '/', '../..', 'größe/𝒳', ' x ', 'x\ny', 'x'.repeat(1023), 'x'.repeat(1024)]) {
    assert.is(parseLinkFile(formatLinkFile(target) ?? Buffer.alloc(0)), target);
  }
});

test('a target of more than 1024 bytes does not fit', () => {
  assert.is(formatLinkFile('x'.repeat(1025)), undefined);
  assert.is(formatLinkFile('ö'.repeat(513)), undefined);
});

test('a file of any other size is no link', () => {
  const file = formatLinkFile('target') ?? Buffer.alloc(0);
  for (let size = 0; size < file.length; size++) assert.is(parseLinkFile(file.subarray(0, size)), undefined);
  assert.is(parseLinkFile(Buffer.concat([file, Buffer.from(' ')])), undefined);
});

test('a file in which a single byte of the header or the target differs is no link', () => {
  const file = formatLinkFile('target') ?? Buffer.alloc(0);
  for (let at = 0; at < 43 + 'target'.length; at++) {
    const changed = Buffer.from(file);
    changed[at] = (changed[at] ?? 0) ^ 0x80;
    assert.is(parseLinkFile(changed), undefined, `byte ${at}`);
  }
});

test('a digest in upper case will do', () => {
  const target = Buffer.from('target');
  assert.is(parseLinkFile(forged(target, { md5: digest(target).toUpperCase() })), 'target');
});

test('hostile files are no links', () => {
  const target = Buffer.from('target');
  assert.is(parseLinkFile(forged(target)), 'target');
  assert.is(parseLinkFile(forged(target, { length: 7 })), undefined);
  assert.is(parseLinkFile(forged(target, { length: 9999 })), undefined);
  assert.is(parseLinkFile(forged(target, { magic: 'XSym\r' })), undefined);
  assert.is(parseLinkFile(forged(target, { md5: digest(Buffer.from('other')) })), undefined);
  assert.is(parseLinkFile(forged(Buffer.alloc(0))), undefined, 'empty');
  assert.is(parseLinkFile(forged(Buffer.from('a\0b'))), undefined, 'NUL');
  assert.is(parseLinkFile(forged(Buffer.from([0x61, 0xff]))), undefined, 'no UTF-8');
  assert.is(parseLinkFile(forged(Buffer.alloc(1025, 'x'))), undefined, 'too long');
});

test.run();
