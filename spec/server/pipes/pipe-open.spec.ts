import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PipeOpen, type PipeWait } from '../../../lib/server/pipes/pipe-open.ts';
import { RpcEndpoint } from '../../../lib/server/pipes/rpc-endpoint.ts';
import { StatusFailure } from '../../../lib/server/protocol/status-failure.ts';
import {
  STATUS_CANCELLED,
  STATUS_INSUFFICIENT_RESOURCES,
  STATUS_PIPE_BROKEN,
  STATUS_PIPE_BUSY,
  STATUS_PIPE_DISCONNECTED,
} from '../../../lib/wire/ntstatus.ts';
import { BindCodec } from '../../../lib/wire/rpc/bind.ts';
import { requestFragments } from '../../../lib/wire/rpc/call.ts';
import {
  PFC_ONLY_FRAG,
  PTYPE_BIND,
  PTYPE_BIND_ACK,
  PTYPE_RESPONSE,
  readPdu,
  writePdu,
} from '../../../lib/wire/rpc/pdu.ts';
import { NDR_SYNTAX, type SyntaxIdentifier } from '../../../lib/wire/rpc/syntax-identifier.ts';

const test = suite('server/pipes/pipe-open');

const ECHO_SYNTAX: SyntaxIdentifier = {
  uuid: '60a15ec5-4de8-11d7-a637-005056a20182',
  majorVersion: 1,
  minorVersion: 0,
};

/** A pipe to a service that answers a call with its arguments, once for each number of its operation. */
function echoPipe(): PipeOpen {
  const echo = {
    syntax: ECHO_SYNTAX,
    call: (opnum: number, stub: Buffer) => Buffer.concat(Array.from({ length: opnum }, () => stub)),
  };
  return new PipeOpen({ persistent: 1n, volatile: 1n }, new RpcEndpoint('echo', [echo]));
}

const context = { contextId: 0, abstractSyntax: ECHO_SYNTAX, transferSyntaxes: [NDR_SYNTAX] };
const bind = writePdu({ type: PTYPE_BIND, flags: PFC_ONLY_FRAG, callId: 1 }, (w) =>
  BindCodec.write(w, { maxXmitFrag: 4280, maxRecvFrag: 4280, assocGroupId: 0, contexts: [context] }),
);

function call(opnum: number, length: number): Buffer {
  return Buffer.concat(requestFragments(2, { contextId: 0, opnum }, Buffer.alloc(length, 1), 4280));
}

/** Waits as a request does; `waits` counts how often it had to. */
class Wait implements PipeWait {
  readonly abort: AbortController = new AbortController();
  waits = 0;

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  pending(): void {
    this.waits++;
  }
}

/** What a promise is rejected with, which has to be a status. */
async function statusOf(action: () => unknown): Promise<number> {
  try {
    await action();
  } catch (error) {
    if (error instanceof StatusFailure) return error.status;
    throw error;
  }
  throw new Error('nothing failed');
}

test('what is written is answered, and read message by message', async () => {
  const pipe = echoPipe();
  pipe.write(bind);
  pipe.write(call(1, 5000));
  const types: number[] = [];
  for (let count = 0; count < 3; count++) {
    const { data, more } = await pipe.read(65536, new Wait());
    assert.is(more, false);
    types.push(readPdu(data).type);
  }
  assert.equal(types, [PTYPE_BIND_ACK, PTYPE_RESPONSE, PTYPE_RESPONSE]);
});

test('a message longer than what is asked for is read in parts', async () => {
  const pipe = echoPipe();
  const first = await pipe.transceive(bind, 10, new Wait());
  assert.equal([first.data.length, first.more], [10, true]);
  const rest = await pipe.read(65536, new Wait());
  assert.is(rest.more, false);
  assert.is(readPdu(Buffer.concat([first.data, rest.data])).type, PTYPE_BIND_ACK);
});

test('a read waits until there is something, and those who wait are served in their order', async () => {
  const pipe = echoPipe();
  pipe.write(bind);
  await pipe.read(65536, new Wait());
  const wait = new Wait();
  const reads = [pipe.read(65536, wait), pipe.read(65536, wait)];
  assert.is(wait.waits, 2);
  pipe.write(call(1, 8));
  pipe.write(call(2, 8));
  const lengths = (await Promise.all(reads)).map(({ data }) => data.length);
  assert.equal(lengths, [24 + 8, 24 + 16]);
});

test('a request may be written in parts, the answer comes with the last', async () => {
  const pipe = echoPipe();
  pipe.write(bind.subarray(0, 20));
  const answer = pipe.transceive(bind.subarray(20), 65536, new Wait());
  assert.is(readPdu((await answer).data).type, PTYPE_BIND_ACK);
});

test('a read that waits can be cancelled', async () => {
  const wait = new Wait();
  const pipe = echoPipe();
  const read = pipe.read(65536, wait);
  wait.abort.abort();
  assert.is(await statusOf(() => read), STATUS_CANCELLED);
  assert.is(await statusOf(() => pipe.read(65536, wait)), STATUS_CANCELLED);
});

test('a read that waits ends with the pipe', async () => {
  const pipe = echoPipe();
  const read = pipe.read(65536, new Wait());
  await pipe.release();
  assert.is(await statusOf(() => read), STATUS_PIPE_BROKEN);
});

test('nothing is called while an answer waits to be read', async () => {
  const pipe = echoPipe();
  pipe.write(bind);
  assert.is(await statusOf(() => pipe.transceive(call(1, 8), 65536, new Wait())), STATUS_PIPE_BUSY);
});

test('who never reads cannot go on writing', async () => {
  const pipe = echoPipe();
  pipe.write(bind);
  const large = call(16, 60_000);
  const status = await statusOf(() => {
    for (let count = 0; count < 100; count++) pipe.write(large);
  });
  assert.is(status, STATUS_INSUFFICIENT_RESOURCES);
});

test('nonsense breaks the pipe, once and for all', async () => {
  const pipe = echoPipe();
  const waiting = pipe.read(65536, new Wait());
  assert.is(await statusOf(() => pipe.write(Buffer.alloc(16))), STATUS_PIPE_DISCONNECTED);
  assert.is(await statusOf(() => waiting), STATUS_PIPE_BROKEN);
  assert.is(await statusOf(() => pipe.write(bind)), STATUS_PIPE_DISCONNECTED);
  assert.is(await statusOf(() => pipe.read(65536, new Wait())), STATUS_PIPE_BROKEN);
});

test.run();
