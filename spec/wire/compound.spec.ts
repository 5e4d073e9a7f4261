import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../lib/errors.ts';
import { splitCompound } from '../../lib/wire/compound.ts';
import { HEADER_SIZE, NEXT_COMMAND_OFFSET } from '../../lib/wire/header.ts';

const test = suite('wire/compound');

/** A frame of messages of these lengths, each linked to the next. */
function chain(...lengths: number[]): Buffer {
  const messages = lengths.map((length, index) => {
    const message = Buffer.alloc(length);
    if (index < lengths.length - 1) message.writeUInt32LE(length, NEXT_COMMAND_OFFSET);
    return message;
  });
  return Buffer.concat(messages);
}

function assertMalformed(frame: Buffer, why?: string): void {
  assert.throws(
    () => splitCompound(frame),
    (error: unknown) => error instanceof MalformedError,
    why,
  );
}

test('a lone message is the whole frame', () => {
  assert.equal(splitCompound(chain(64)), [{ start: 0, end: 64 }]);
  assert.equal(splitCompound(chain(73)), [{ start: 0, end: 73 }]);
});

test('each message of a chain ends where the next begins, padding included', () => {
  assert.equal(splitCompound(chain(72, 128, 65)), [
    { start: 0, end: 72 },
    { start: 72, end: 200 },
    { start: 200, end: 265 },
  ]);
});

test('a frame too short for a header is refused', () => {
  for (let length = 0; length < HEADER_SIZE; length++) assertMalformed(Buffer.alloc(length), `${length} bytes`);
});

test('a NextCommand that is unaligned, inside its own header, or leaves no room for a header is refused', () => {
  for (const next of [1, 4, 7, 8, 56, 63, 65, 71, 73, 132, 136, 144, 200, 0x7ffffff8, 0xfffffff8, 0xffffffff]) {
    const frame = chain(72, 120);
    frame.writeUInt32LE(next, NEXT_COMMAND_OFFSET);
    assertMalformed(frame, `NextCommand ${next}`);
  }
  const frame = chain(72, 120);
  frame.writeUInt32LE(128, NEXT_COMMAND_OFFSET);
  assert.equal(splitCompound(frame), [
    { start: 0, end: 128 },
    { start: 128, end: 192 },
  ]);
});

test('a bad NextCommand is refused in any message of the chain', () => {
  const frame = chain(64, 64, 64);
  frame.writeUInt32LE(64, 128 + NEXT_COMMAND_OFFSET);
  assertMalformed(frame);
});

test('a chain cut short is refused or loses bytes of its last message only', () => {
  const frame = chain(72, 72, 72);
  for (let length = 0; length < frame.length; length++) {
    if (length >= 144 + HEADER_SIZE) assert.is(splitCompound(frame.subarray(0, length)).length, 3);
    else assertMalformed(frame.subarray(0, length), `${length} bytes`);
  }
});

test('a chain of 256 messages is read, a longer one is refused', () => {
  assert.is(splitCompound(chain(...new Array<number>(256).fill(64))).length, 256);
  assertMalformed(chain(...new Array<number>(257).fill(64)));
  assertMalformed(chain(...new Array<number>(258).fill(64)));
});

test.run();
