import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { dial, endpointName, type Greeting } from '../../lib/transport/dial.ts';
import { FrameRecorder, framed, listen, stamped, take } from '../support/frames.ts';

const test = suite('transport/dial');

const cleanups: Array<() => unknown> = [];

test.after.each(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const forever = new AbortController().signal;
const failure = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

async function server(...answers: readonly string[]) {
  const listening = await listen((socket) => {
    for (const answer of answers) socket.write(Buffer.from(answer, 'hex'));
  });
  cleanups.push(() => listening.close());
  return listening;
}

/** A greeting whose answers are recorded, and judged by `judge`. */
function greeting(judge: (type: number) => void = () => {}): Greeting & { readonly answers: unknown[] } {
  const answers: unknown[] = [];
  return {
    request: Buffer.from('hello'),
    answers,
    answered(type, body, remoteAddress) {
      answers.push([type, body.toString('hex'), remoteAddress]);
      judge(type);
    },
  };
}

test('sends the greeting, and opens when its answer is good', async () => {
  const peer = await server('82000002abcd');
  const handler = new FrameRecorder();
  const hello = greeting();
  const transport = await dial('netbios', peer, handler, forever, hello);
  assert.is((await take(await peer.accepted(), 5)).toString(), 'hello');
  assert.equal(hello.answers, [[0x82, 'abcd', '127.0.0.1']]);
  transport.destroy();
  assert.is(await handler.ended, undefined);
});

test('rejects with what the greeting makes of an answer, when the socket is closed', async () => {
  const peer = await server('8300000180');
  const handler = new FrameRecorder();
  const refusal = new Error('no');
  const hello = greeting(() => {
    throw refusal;
  });
  assert.is(await failure(dial('netbios', peer, handler, forever, hello)), refusal);
  assert.equal(handler.endings, []);
});

test('does not even connect with a signal that is aborted already', async () => {
  const peer = await server();
  const reason = new Error('enough');
  assert.is(await failure(dial('directtcp', peer, new FrameRecorder(), AbortSignal.abort(reason))), reason);
  await new Promise(setImmediate);
  assert.equal(peer.sockets, []);
});

test('heeds its signal no longer when the transport is open', async () => {
  const peer = await server();
  const controller = new AbortController();
  const handler = new FrameRecorder();
  const transport = await dial('directtcp', peer, handler, controller.signal);
  controller.abort();
  (await peer.accepted()).write(framed(stamped(64)));
  await handler.received(1);
  transport.destroy();
  await handler.ended;
});

test('names an endpoint as people do', () => {
  assert.is(endpointName({ host: 'nas', port: 445 }), 'nas:445');
  assert.is(endpointName({ host: 'fe80::1', port: 139 }), '[fe80::1]:139');
});

test.run();
