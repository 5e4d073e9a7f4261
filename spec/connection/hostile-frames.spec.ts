/** Frames that break the specification: each ends the connection, and everything that waits on it, with one error. */
import { once } from 'node:events';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../lib/errors.ts';
import { NEXT_COMMAND_OFFSET, UNSOLICITED_MESSAGE_ID } from '../../lib/wire/header.ts';
import { prefix } from '../support/frames.ts';
import type { ScriptedPeer, ServerRequest } from '../support/scripted-peer.ts';
import { insteadOf, SILENCE } from '../support/scripted-server.ts';
import { scriptedSuite } from '../support/scripted-suite.ts';
import { rejection } from '../support/settles.ts';

const test = scriptedSuite('connection/hostile frames');

/** A good reply with another NextCommand, and `more` behind it. */
function linked(peer: ScriptedPeer, request: ServerRequest, next: number, more = 0): Buffer {
  const reply = Buffer.concat([peer.reply(request, { body: {} }), Buffer.alloc(more)]);
  reply.writeUInt32LE(next, NEXT_COMMAND_OFFSET);
  return reply;
}

const attacks: Readonly<Record<string, (peer: ScriptedPeer, request: ServerRequest) => void>> = {
  'a frame shorter than a header': (peer) => peer.sendRaw(Buffer.alloc(63)),
  'an empty frame': (peer) => peer.sendRaw(Buffer.alloc(0)),
  'a frame of another type': (peer) => peer.socket.write(Buffer.from([0x85, 0, 0, 0])),
  'a frame longer than any answer can be': (peer) => peer.socket.write(prefix(0x00ff_ffff)),
  'a frame of no protocol': (peer) => peer.sendRaw(Buffer.alloc(100, 0x41)),
  'an SMB1 message': (peer) => peer.sendRaw(Buffer.concat([Buffer.from('\xffSMB', 'latin1'), Buffer.alloc(96)])),
  'a compressed message, which was never agreed on': (peer) =>
    peer.sendRaw(Buffer.concat([Buffer.from('\xfcSMB', 'latin1'), Buffer.alloc(96)])),
  'a header of another size': (peer, request) => {
    const reply = peer.reply(request, { body: {} });
    reply.writeUInt16LE(63, 4);
    peer.sendRaw(reply);
  },
  'a NextCommand into its own header': (peer, request) => peer.sendRaw(linked(peer, request, 8, 128)),
  'a NextCommand that goes backwards': (peer, request) => peer.sendRaw(linked(peer, request, 0xffff_ffc0, 128)),
  'a NextCommand that is not aligned': (peer, request) => peer.sendRaw(linked(peer, request, 69, 128)),
  'a NextCommand to the frame’s end': (peer, request) => peer.sendRaw(linked(peer, request, 72, 4)),
  'a NextCommand outside the frame': (peer, request) => peer.sendRaw(linked(peer, request, 0x7fff_fff8)),
  'a chain with rubbish in it': (peer, request) => peer.sendRaw(linked(peer, request, 72, 132)),
  'a request': (peer, request) => peer.sendRaw(peer.reply(request, { body: {}, flags: 0 })),
  'a reply to a message never sent': (peer, request) => peer.respond(request, { body: {}, messageId: 99 }),
  'a reply to a message of 2^53': (peer, request) => {
    const reply = peer.reply(request, { body: {} });
    reply.writeBigUInt64LE(2n ** 53n, 24);
    peer.sendRaw(reply);
  },
  'a second reply': (peer, request) => {
    const first = peer.requests.find(({ name }) => name === 'NEGOTIATE') as ServerRequest;
    peer.respond(first, { body: peer.negotiated });
    peer.respond(request, { body: {} });
  },
  'a reply of another command': (peer, request) => peer.respond(request, { body: {}, command: 0x0002 }),
  'a body that is cut off': (peer, request) => peer.sendRaw(peer.reply(request, { body: {} }).subarray(0, 66)),
  'a body of another size': (peer, request) => {
    const reply = peer.reply(request, { body: {} });
    reply.writeUInt16LE(5, 64);
    peer.sendRaw(reply);
  },
  'an error body that is cut off': (peer, request) => peer.sendRaw(peer.reply(request, { status: 1 }).subarray(0, 68)),
  'an error body with more data than there is': (peer, request) => {
    const reply = peer.reply(request, { status: 0xc000_0022 });
    reply.writeUInt32LE(0xffff_ffff, 68);
    peer.sendRaw(reply);
  },
  'an unsolicited message that is no break': (peer, request) =>
    peer.respond(request, { body: {}, messageId: UNSOLICITED_MESSAGE_ID }),
  'an encrypted message where there is no key': (peer) => {
    const frame = Buffer.alloc(52 + 64);
    frame.writeUInt32LE(0x424d_53fd, 0);
    frame.writeUInt32LE(64, 36);
    frame.writeUInt16LE(1, 42);
    peer.sendRaw(frame);
  },
};

for (const [name, attack] of Object.entries(attacks)) {
  test(`${name} ends the connection`, async ({ serve, connect }) => {
    const server = await serve({
      script(request, peer) {
        if (request.name !== 'ECHO') return undefined;
        if (server.received.filter((one) => one === 'ECHO').length === 2) attack(peer, request);
        return SILENCE;
      },
    });
    const connection = await connect(server, { requestTimeout: 5000 });
    const [error, other] = await Promise.all([connection.echo(), connection.echo()].map((echo) => rejection(echo)));
    assert.is(error?.code, name.startsWith('an encrypted') ? 'ERR_SMB_SECURITY' : 'ERR_SMB_MALFORMED', error?.message);
    assert.is(other, error);
    assert.is(connection.closedBy, error);
    assert.is(await rejection(connection.echo()), error);
    const socket = server.peers[0]?.socket;
    if (socket && !socket.closed) await once(socket, 'close');
  });
}

test('what broke the connection is told once', async ({ serve, connect }) => {
  const server = await serve({
    script: insteadOf('ECHO', (_, peer) => peer.sendRaw(Buffer.alloc(8))),
  });
  const connection = await connect(server);
  const endings: unknown[] = [];
  connection.onClosed = (error) => endings.push(error);
  const error = await rejection(connection.echo());
  connection.destroy();
  await connection.end();
  assert.instance(error, MalformedError);
  assert.equal(endings, [error]);
});

test.run();
