import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FrameDecoder } from '../../lib/transport/frame-decoder.ts';
import { FRAME_HEAD, type Placement, type TransportKind } from '../../lib/transport/transport.ts';
import { assertFrames, FrameRecorder, framed, guarded, prefix, stamped } from '../support/frames.ts';
import { assertMalformed } from '../support/malformed.ts';

const test = suite('transport/frame-decoder');

const MIN = 64;
const MIB = 1024 * 1024;
const KEEP_ALIVE = Buffer.from('85000000', 'hex');

function decoderFor(sink: FrameRecorder, kind: TransportKind = 'directtcp'): FrameDecoder {
  return new FrameDecoder(kind, MIN, sink);
}

/** Lets a decoder read `stream` as a socket would, at most `atMost` bytes at a time; the answer counts the reads. */
function readInto(decoder: FrameDecoder, stream: Buffer, atMost = Number.POSITIVE_INFINITY): number {
  let at = 0;
  let reads = 0;
  while (at < stream.length) {
    const room = decoder.buffer();
    assert.ok(room.length > 0, 'there is always room');
    const count = stream.copy(room, 0, at, Math.min(stream.length, at + atMost));
    at += count;
    reads++;
    decoder.advance(count);
  }
  return reads;
}

function pushInto(decoder: FrameDecoder, stream: Buffer, atMost: number): void {
  for (let at = 0; at < stream.length; at += atMost) decoder.push(Buffer.from(stream.subarray(at, at + atMost)));
}

const small = [stamped(64, 1), stamped(100, 2), stamped(300, 3)];

test('delivers frames whose stream is cut at any byte', () => {
  const stream = framed(...small);
  for (let cut = 0; cut <= stream.length; cut++) {
    const read = new FrameRecorder();
    const reader = decoderFor(read);
    readInto(reader, stream.subarray(0, cut));
    readInto(reader, stream.subarray(cut));
    assertFrames(read.frames, small, `read, cut at ${cut}`);
    const pushed = new FrameRecorder();
    const pusher = decoderFor(pushed);
    pusher.push(stream.subarray(0, cut));
    pusher.push(stream.subarray(cut));
    assertFrames(pushed.frames, small, `pushed, cut at ${cut}`);
  }
});

test('delivers frames that arrive one byte at a time', () => {
  const frames = [...small, stamped(70_000, 4), stamped(64, 5)];
  const read = new FrameRecorder();
  readInto(decoderFor(read), framed(...frames), 1);
  assertFrames(read.frames, frames);
  const pushed = new FrameRecorder();
  pushInto(decoderFor(pushed), framed(...frames), 1);
  assertFrames(pushed.frames, frames);
});

test('takes many small frames from one read, without copying them', () => {
  const sink = new FrameRecorder();
  const decoder = decoderFor(sink);
  const memory = decoder.buffer().buffer;
  const foreign: Buffer[] = [];
  sink.onFrame = (frame) => {
    if (frame.buffer !== memory) foreign.push(frame);
  };
  const frames = Array.from({ length: 200 }, (_, i) => stamped(64 + i, i));
  const reads = readInto(decoder, framed(...frames));
  assertFrames(sink.frames, frames);
  assert.is(reads, 1);
  assert.equal(foreign, []);
  assert.equal(sink.offers, []);
});

test('delivers frames out of a pushed chunk without copying them', () => {
  const sink = new FrameRecorder();
  const decoder = decoderFor(sink);
  const chunk = framed(...small);
  sink.onFrame = (frame) => assert.is(frame.buffer, chunk.buffer);
  decoder.push(chunk);
  assert.is(sink.frames.length, 3);
});

for (const size of [MIB, 8 * MIB]) {
  test(`reads a payload of ${size / MIB} MiB straight into its destination`, () => {
    const payload = stamped(size, 7);
    const frame = Buffer.concat([stamped(FRAME_HEAD, 8), payload]);
    const { target, intact } = guarded(size);
    const sink = new FrameRecorder();
    sink.placing = () => ({ headLength: FRAME_HEAD, target });
    const decoder = decoderFor(sink);
    let inPlace = 0;
    const stream = framed(frame);
    for (let at = 0; at < stream.length; ) {
      const room = decoder.buffer();
      const count = stream.copy(room, 0, at, at + 150_000);
      if (room.buffer === target.buffer) {
        inPlace += count;
        assert.is(room.length, stream.length - at, 'exactly the rest of the frame');
      }
      at += count;
      decoder.advance(count);
    }
    assertFrames(sink.frames, [frame]);
    assert.ok(target.equals(payload));
    assert.ok(intact(), 'nothing beside the target was written');
    assert.ok(inPlace >= size - 64 * 1024, `${inPlace} bytes read in place`);
    assert.is(sink.offers.length, 1);
  });
}

test('after a long frame reads only the head of the next before asking where it goes', () => {
  const sink = new FrameRecorder();
  const targets = [guarded(MIB), guarded(MIB)];
  sink.placing = () => ({ headLength: FRAME_HEAD, target: targets[sink.frames.length]?.target ?? Buffer.alloc(0) });
  const decoder = decoderFor(sink);
  const frames = [stamped(FRAME_HEAD + MIB, 1), stamped(FRAME_HEAD + MIB, 2), ...small];
  const reads = readInto(decoder, framed(...frames));
  assertFrames(sink.frames, frames);
  // The first frame's beginning and rest, the second's head and rest, a look at the small ones, and those.
  assert.is(reads, 6);
  assert.ok(targets.every(({ intact }) => intact()));
});

test('shows the first bytes and the length of a frame, once', () => {
  const sink = new FrameRecorder();
  const decoder = decoderFor(sink);
  const frames = [stamped(60_000, 1), stamped(100_000, 2)];
  readInto(decoder, framed(...frames), 90);
  assertFrames(sink.frames, frames);
  assert.equal(
    sink.offers,
    frames.map((frame) => ({ head: frame.subarray(0, FRAME_HEAD), frameLength: frame.length })),
  );
});

for (const headLength of [0, 64, 80, 81, 5000, 100_000]) {
  test(`keeps a head of ${headLength} bytes, however much has come`, () => {
    const frame = stamped(100_000, 3);
    for (const first of [FRAME_HEAD + 4, FRAME_HEAD + 5, 4096, 65_536]) {
      const { target, intact } = guarded(frame.length - headLength);
      const sink = new FrameRecorder();
      sink.placing = () => ({ headLength, target });
      const heads: number[] = [];
      sink.onFrame = (head, placement) => {
        heads.push(head.length);
        assert.is(placement?.target === target, heads.length === 1);
      };
      const decoder = decoderFor(sink);
      const stream = framed(frame, frame.subarray(0, 64));
      readInto(decoder, stream.subarray(0, first));
      readInto(decoder, stream.subarray(first), 40_000);
      assertFrames(sink.frames, [frame, frame.subarray(0, 64)]);
      assert.equal(heads, [headLength, 64]);
      assert.ok(intact());
    }
  });
}

test('says whether it reads into a buffer until the frame is whole', () => {
  const target = Buffer.alloc(MIB);
  const sink = new FrameRecorder();
  sink.placing = () => ({ headLength: FRAME_HEAD, target });
  const decoder = decoderFor(sink);
  sink.onFrame = () => assert.not(decoder.receivingInto(target), 'not any more when the frame is delivered');
  const stream = framed(stamped(FRAME_HEAD + MIB));
  assert.not(decoder.receivingInto(target));
  readInto(decoder, stream.subarray(0, -1));
  assert.ok(decoder.receivingInto(target));
  assert.ok(decoder.receivingInto(target.subarray(MIB - 1)), 'a part of the target');
  assert.not(decoder.receivingInto(Buffer.alloc(10)), 'another buffer');
  readInto(decoder, stream.subarray(-1));
  assert.is(sink.frames.length, 1);
  assert.not(decoder.receivingInto(target));
});

test('refuses a target that is not exactly as long as the rest', () => {
  const stream = framed(stamped(100_000));
  const wrong: readonly Placement[] = [
    { headLength: 80, target: Buffer.alloc(99_919) },
    { headLength: 80, target: Buffer.alloc(99_921) },
    { headLength: -1, target: Buffer.alloc(100_001) },
    { headLength: Number.NaN, target: Buffer.alloc(100_000) },
  ];
  for (const placement of wrong) {
    const sink = new FrameRecorder();
    sink.placing = () => placement;
    assert.throws(() => decoderFor(sink).push(stream.subarray(0, 1000)), RangeError);
  }
});

test('uses the memory of a long frame again for the next', () => {
  const sink = new FrameRecorder();
  const memories = new Set<unknown>();
  sink.onFrame = (frame) => memories.add(frame.buffer);
  const frames = [stamped(MIB, 1), stamped(MIB - 1000, 2), stamped(200_000, 3)];
  readInto(decoderFor(sink), framed(...frames), 50_000);
  assertFrames(sink.frames, frames);
  assert.is(memories.size, 1);
});

test('refuses lengths that no message has, without taking memory for them', () => {
  const hostile: ReadonlyArray<readonly [TransportKind, number]> = [
    ['directtcp', 0],
    ['directtcp', 63],
    ['directtcp', MIB + 1],
    ['directtcp', 0xff_ffff],
    ['netbios', 0],
    ['netbios', 63],
    ['netbios', 100_001],
  ];
  const before = process.memoryUsage().arrayBuffers;
  for (const [kind, length] of hostile) {
    const sink = new FrameRecorder();
    const decoder = decoderFor(sink, kind);
    decoder.frameLimit = kind === 'netbios' ? 100_000 : MIB;
    assertMalformed(() => decoder.push(Buffer.concat([prefix(length), stamped(200)])), `${kind} ${length}`);
    assert.equal(sink.offers, []);
    assertFrames(sink.frames, []);
  }
  assert.ok(process.memoryUsage().arrayBuffers - before < MIB);
});

test('takes frames as short and as long as the limits allow', () => {
  const sink = new FrameRecorder();
  const decoder = decoderFor(sink);
  decoder.frameLimit = 100_000;
  const frames = [stamped(64), stamped(100_000)];
  readInto(decoder, framed(...frames));
  assertFrames(sink.frames, frames);
  const netbios = new FrameRecorder();
  readInto(decoderFor(netbios, 'netbios'), framed(stamped(2 ** 17 - 1)));
  assert.is(netbios.frames[0]?.length, 131_071);
});

test('refuses a first byte other than zero over DirectTCP', () => {
  for (const type of [0x81, 0x85, 0x01, 0xff]) {
    const stream = framed(stamped(100));
    stream[0] = type;
    assertMalformed(() => decoderFor(new FrameRecorder()).push(stream), `0x${type.toString(16)}`);
  }
});

test('refuses the reserved flags of a NetBIOS session message', () => {
  for (const flags of [0x02, 0x80]) {
    const stream = framed(stamped(100));
    stream[1] = flags;
    assertMalformed(() => decoderFor(new FrameRecorder(), 'netbios').push(stream));
  }
});

test('passes over NetBIOS keepalives, wherever they are cut', () => {
  const stream = Buffer.concat([
    KEEP_ALIVE,
    framed(stamped(64, 1)),
    KEEP_ALIVE,
    KEEP_ALIVE,
    framed(stamped(100_000, 2)),
    KEEP_ALIVE,
    framed(stamped(99, 3)),
    KEEP_ALIVE,
  ]);
  const frames = [stamped(64, 1), stamped(100_000, 2), stamped(99, 3)];
  for (const atMost of [1, 3, 7, 1000, stream.length]) {
    const read = new FrameRecorder();
    readInto(decoderFor(read, 'netbios'), stream, atMost);
    assertFrames(read.frames, frames);
    const pushed = new FrameRecorder();
    pushInto(decoderFor(pushed, 'netbios'), stream, atMost);
    assertFrames(pushed.frames, frames);
  }
  assertMalformed(() => decoderFor(new FrameRecorder(), 'netbios').push(Buffer.from('8500000100', 'hex')));
});

test('hands NetBIOS session packets over while somebody takes them, and refuses them afterwards', () => {
  const sink = new FrameRecorder();
  const decoder = decoderFor(sink, 'netbios');
  const packets: string[] = [];
  decoder.control = (type, body) => {
    packets.push(`${type.toString(16)} ${body.toString('hex')}`);
    if (type === 0x82) decoder.control = undefined;
  };
  decoder.push(Buffer.from('83000001', 'hex'));
  assert.equal(packets, [], 'a packet is delivered whole');
  decoder.push(Buffer.from('8f82000000', 'hex'));
  assert.equal(packets, ['83 8f', '82 ']);
  assertMalformed(() => decoder.push(Buffer.from('82000000', 'hex')));
  const other = decoderFor(sink, 'netbios');
  other.control = () => {};
  assertMalformed(() => other.push(Buffer.from('81000201', 'hex')), 'a packet of 513 bytes');
});

test('delivers nothing after it was stopped, not even what has arrived', () => {
  const sink = new FrameRecorder();
  const decoder = decoderFor(sink);
  sink.onFrame = () => decoder.stop();
  readInto(decoder, framed(...small));
  decoder.push(framed(...small));
  assert.is(sink.frames.length, 1);
});

test('gives frames to a new sink from the moment it is exchanged', () => {
  const first = new FrameRecorder();
  const second = new FrameRecorder();
  const decoder = decoderFor(first);
  first.onFrame = () => {
    decoder.sink = second;
  };
  decoder.push(framed(...small));
  assertFrames(first.frames, small.slice(0, 1));
  assertFrames(second.frames, small.slice(1));
});

test('finds every frame of any stream, however it is cut and wherever payloads go', () => {
  const piece = fc.integer({ min: 1, max: 90_000 });
  const frameLength = fc.oneof(
    fc.integer({ min: 64, max: 300 }),
    fc.integer({ min: 65_400, max: 65_700 }),
    fc.integer({ min: 64, max: 200_000 }),
  );
  const stream = fc.record({
    frames: fc.array(fc.record({ length: frameLength, headLength: fc.option(fc.integer({ min: 0, max: 200 })) }), {
      minLength: 1,
      maxLength: 6,
    }),
    cuts: fc.array(fc.oneof(fc.integer({ min: 1, max: 100 }), piece), { minLength: 1, maxLength: 10 }),
    pushed: fc.boolean(),
  });
  fc.assert(
    fc.property(stream, ({ frames, cuts, pushed }) => {
      const bodies = frames.map(({ length }, i) => stamped(length, i));
      const bytes = framed(...bodies);
      const sink = new FrameRecorder();
      const guards: Array<ReturnType<typeof guarded>> = [];
      sink.placing = (_, length) => {
        const headLength = frames[sink.frames.length]?.headLength ?? undefined;
        if (headLength === undefined) return undefined;
        const guard = guarded(length - headLength);
        guards.push(guard);
        return { headLength, target: guard.target };
      };
      const decoder = decoderFor(sink);
      for (let at = 0, i = 0; at < bytes.length; i++) {
        const chunk = bytes.subarray(at, at + (cuts[i % cuts.length] ?? 1));
        if (pushed) decoder.push(chunk);
        else readInto(decoder, chunk);
        at += chunk.length;
      }
      assertFrames(sink.frames, bodies);
      assert.ok(guards.every(({ intact }) => intact()));
    }),
    { numRuns: 150 },
  );
});

test.run();
