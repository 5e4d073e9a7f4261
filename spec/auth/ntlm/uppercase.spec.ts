import { createHash } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { uppercase } from '../../../lib/auth/ntlm/uppercase.ts';

const test = suite('auth/ntlm/uppercase');

test('names are written in capitals', () => {
  assert.is(uppercase('User'), 'USER');
  assert.is(uppercase('Жанна'), 'ЖАННА');
  assert.is(uppercase('ÿvonne'), 'ŸVONNE');
});

test('what Windows has no single capital for stays as it is', () => {
  assert.is(uppercase('weiß'), 'WEIß');
  assert.is(uppercase('ıµſǅ'), 'ıµſǅ');
  assert.is(uppercase('γιώργος'), 'ΓΙΏΡΓΟς');
  assert.is(uppercase('გიორგი'), 'გიორგი');
  assert.is(uppercase('😀𐐨'), '😀𐐨');
});

test('Greek letters with iota subscript have one capital letter', () => {
  assert.is(uppercase('ᾀᾗᾠᾳῃῳ'), 'ᾈᾟᾨᾼῌῼ');
});

test('all 65536 units are mapped as in the table that Windows puts on every NTFS volume', () => {
  const units = Buffer.alloc(0x20000);
  for (let unit = 0; unit < 0x10000; unit++) units.writeUInt16LE(unit, unit * 2);
  const capitals = Buffer.from(uppercase(units.toString('utf16le')), 'utf16le');
  assert.is(
    createHash('sha256').update(capitals).digest('hex'),
    '41c26bc7a12bdaeb26025c93118697c7e3ef81ee048b00fe5cce2a472e0e0742', // $UpCase of Windows 7
  );
});

test.run();
