import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../lib/errors.ts';
import { readErrorResponse, SymbolicLinkError } from '../../lib/wire/commands/error.ts';
import { splitCompound } from '../../lib/wire/compound.ts';
import { readHeader } from '../../lib/wire/header.ts';
import { Reader } from '../../lib/wire/reader.ts';
import { codecOf, commandName } from '../../lib/wire/registry.ts';
import { readTransformHeader } from '../../lib/wire/transform-header.ts';
import { capturedBodies } from '../support/captured-bodies.ts';
import { bodyBytes, bodyReader } from '../support/codec.ts';

const test = suite('wire/hostile-bodies');

/** Overwrites bytes, then cuts the end off or appends to it. */
interface Damage {
  readonly writes: ReadonlyArray<{ readonly at: number; readonly size: 1 | 2 | 4; readonly value: number }>;
  readonly cut: number;
  readonly append: Uint8Array;
}

/** Mostly numbers that mean something as an offset, a length or a count, so that readers get beyond their first check. */
const number = fc.oneof(
  fc.constantFrom(
    0,
    1,
    2,
    7,
    8,
    63,
    64,
    0x7fff,
    0x8000,
    0xfff8,
    0xffff,
    0x7fffffff,
    0x80000000,
    0xfffffff8,
    0xffffffff,
  ),
  fc.integer({ min: 0, max: 400 }),
  fc.integer({ min: 0, max: 0xffff }),
);

const damage: fc.Arbitrary<Damage> = fc.record({
  writes: fc.array(fc.record({ at: fc.nat(400), size: fc.constantFrom<1 | 2 | 4>(1, 2, 4), value: number }), {
    minLength: 1,
    maxLength: 4,
  }),
  cut: fc.oneof({ arbitrary: fc.constant(0), weight: 3 }, { arbitrary: fc.nat(100), weight: 1 }),
  append: fc.oneof(
    { arbitrary: fc.constant(new Uint8Array()), weight: 3 },
    { arbitrary: fc.uint8Array({ maxLength: 40 }), weight: 1 },
  ),
});

/** `bytes` with damage done to it behind its first `intact` bytes. */
function damaged(bytes: Buffer, { writes, cut, append }: Damage, intact: number): Buffer {
  const copy = Buffer.from(bytes);
  for (const { at, size, value } of writes) {
    const room = copy.length - intact - size;
    if (room >= 0) copy.writeUIntLE(value % 2 ** (8 * size), intact + (at % (room + 1)), size);
  }
  return Buffer.concat([copy.subarray(0, Math.max(intact, copy.length - cut)), append]);
}

/** However `bytes` is damaged, `read` answers, or throws a MalformedError and nothing else. */
function assertDecodesOrRefuses(bytes: Buffer, read: (bytes: Buffer) => unknown, intact = 2): void {
  fc.assert(
    fc.property(damage, (done) => {
      try {
        read(damaged(bytes, done, intact));
      } catch (error) {
        if (!(error instanceof MalformedError)) throw error;
      }
    }),
    { numRuns: 1000 },
  );
}

for (const { command, direction, body } of capturedBodies) {
  const name = `${commandName(command)} ${direction}`;
  const bytes = Buffer.from(body, 'hex');
  const codec = codecOf(command);
  if (!codec) throw new Error(`no codec for ${name}`);

  test(`a ${name} of another implementation is decoded, and written back as it was`, () => {
    const written = bodyBytes((w) => {
      if (direction === 'request') codec.writeRequest(w, codec.readRequest(bodyReader(bytes)));
      else codec.writeResponse(w, codec.readResponse(bodyReader(bytes)));
    });
    assert.is(written.toString('hex'), body);
  });

  test(`a damaged ${name} is decoded or refused as malformed`, () => {
    assertDecodesOrRefuses(bytes, (made) =>
      direction === 'request' ? codec.readRequest(bodyReader(made)) : codec.readResponse(bodyReader(made)),
    );
  });
}

test('a damaged ERROR is decoded or refused as malformed', () => {
  const error = Buffer.from(
    '0900020013000000 0200000000000000 cdcd000000000000 0300000053526472 efefef'.replaceAll(' ', ''),
    'hex',
  );
  error.writeUInt32LE(error.length - 8, 4);
  assert.is(readErrorResponse(bodyReader(error)).errorContexts.length, 2);
  assertDecodesOrRefuses(error, (made) => readErrorResponse(bodyReader(made)));
});

test('a damaged symbolic link error is decoded or refused as malformed', () => {
  const link = Buffer.from(
    '2000000053594d4c0c0000a01400020000000400040004000100000061006200 63006400'.replace(' ', ''),
    'hex',
  );
  assert.is(SymbolicLinkError.read(new Reader(link)).printName, 'cd');
  assertDecodesOrRefuses(link, (made) => SymbolicLinkError.read(new Reader(made)), 0);
});

test('a damaged chain is split into headers or refused as malformed', () => {
  const chain = Buffer.alloc(64 * 3);
  for (const start of [0, 64, 128]) {
    Buffer.from('fe534d4240000000', 'hex').copy(chain, start);
    chain.writeUInt32LE(start < 128 ? 64 : 0, start + 20);
  }
  const read = (frame: Buffer) =>
    splitCompound(frame).map(({ start, end }) => readHeader(new Reader(frame, start, end)));
  assert.is(read(chain).length, 3);
  assertDecodesOrRefuses(chain, read, 0);
});

test('a damaged transform header is decoded or refused as malformed', () => {
  const sealed = Buffer.alloc(52 + 64);
  Buffer.from('fd534d42', 'hex').copy(sealed);
  sealed.writeUInt32LE(64, 36);
  sealed.writeUInt16LE(1, 42);
  assert.is(readTransformHeader(new Reader(sealed)).originalMessageSize, 64);
  assertDecodesOrRefuses(sealed, (made) => readTransformHeader(new Reader(made)), 0);
});

test.run();
