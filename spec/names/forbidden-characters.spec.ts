import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../lib/errors.ts';
import { decodeName, encodeName } from '../../lib/names/forbidden-characters.ts';

const test = suite('names/forbidden-characters');

/** Copied from what the SMB clients of macOS and Linux do. */
const MAPPING: ReadonlyArray<readonly [character: string, mapped: string]> = [
  ['"', '\uf020'],
  ['*', '\uf021'],
  [':', '\uf022'],
  ['<', '\uf023'],
  ['>', '\uf024'],
  ['?', '\uf025'],
  ['\\', '\uf026'],
  ['|', '\uf027'],
  ['\u0001', '\uf001'],
  ['\n', '\uf00a'],
  ['\u001f', '\uf01f'],
];

const PRIVATE = /[\uf001-\uf01f\uf020-\uf029]/;

/** A component as a program may have it. */
const component = fc
  .array(fc.oneof(fc.constantFrom(...'"*:<>?\\| .\u0001\u001f\u007fab'), fc.string({ unit: 'binary', maxLength: 3 })))
  .map((parts) => parts.join(''))
  .filter((name) => name !== '' && name !== '.' && name !== '..' && !name.includes('/') && !name.includes('\0'));

test('every forbidden character has its place in the private range, wherever it stands', () => {
  for (const [character, mapped] of MAPPING) {
    assert.is(encodeName(`${character}a${character}b`), `${mapped}a${mapped}b`);
    assert.is(decodeName(`${mapped}a${mapped}b`), `${character}a${character}b`);
    assert.is(encodeName(`a${character}`), `a${mapped}`);
  }
});

test('a space or period is mapped only at the very end', () => {
  assert.is(encodeName('a b.c'), 'a b.c');
  assert.is(encodeName(' .a'), ' .a');
  assert.is(encodeName('a '), 'a\uf028');
  assert.is(encodeName('a.'), 'a\uf029');
  assert.is(encodeName('a. '), 'a.\uf028');
  assert.is(encodeName('...'), '..\uf029');
  assert.is(encodeName(' '), '\uf028');
  assert.is(decodeName('a\uf028'), 'a ');
  assert.is(decodeName('..\uf029'), '...');
  assert.is(decodeName('\uf028a\uf029b'), '\uf028a\uf029b');
});

test('control characters that SMB allows stay as they are', () => {
  assert.is(encodeName('\u007f\u0085a'), '\u007f\u0085a');
});

test('a name comes back as it went', () => {
  fc.assert(
    fc.property(
      component.filter((name) => !PRIVATE.test(name)),
      (name) => {
        assert.is(decodeName(encodeName(name)), name);
      },
    ),
  );
});

test('a name that holds private characters already keeps naming the same file', () => {
  fc.assert(
    fc.property(component, (name) => {
      assert.is(encodeName(decodeName(encodeName(name))), encodeName(name));
    }),
  );
  assert.is(encodeName('a\uf022b'), encodeName('a:b'));
});

test('what is sent holds nothing that SMB forbids', () => {
  fc.assert(
    fc.property(component, (name) => {
      const sent = encodeName(name);
      for (const character of sent) {
        assert.ok(character > '\u001f' && !'"*:<>?\\|'.includes(character), JSON.stringify(sent));
      }
      assert.not.ok(sent.endsWith(' ') || sent.endsWith('.'), JSON.stringify(sent));
    }),
  );
});

test('what cannot be a name on the wire is refused', () => {
  for (const wire of ['', '.', '..', 'a/b', '/', 'a\\b', '..\\..\\etc', 'a\0', '\0']) {
    assert.throws(
      () => decodeName(wire),
      (error: unknown) => error instanceof MalformedError,
      JSON.stringify(wire),
    );
  }
});

test('a decoded name never leads to another folder', () => {
  assert.is(decodeName('\uf029'), '\uf029');
  assert.is(decodeName('.\uf029'), '.\uf029');
  fc.assert(
    fc.property(fc.array(fc.constantFrom('.', '\uf029', '\uf028', '\uf026', 'a'), { maxLength: 4 }), (characters) => {
      const wire = characters.join('');
      if (wire === '' || wire === '.' || wire === '..') return;
      const name = decodeName(wire);
      assert.ok(name !== '' && name !== '.' && name !== '..' && !name.includes('/'), wire);
    }),
  );
});

test.run();
