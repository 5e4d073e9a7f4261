/** What is told of requests and replies: to channels, and with NODE_DEBUG to stderr; nothing where nobody listens, and never a secret. */
import { execFile } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { promisify } from 'node:util';
import * as assert from 'uvu/assert';
import { isTraced, type ReplyTrace, type RequestTrace } from '../../lib/connection/tracing.ts';
import { create } from '../../lib/open/requests.ts';
import { typescriptArguments } from '../support/run-spec.ts';
import { created } from '../support/scripted-answers.ts';
import { insteadOf } from '../support/scripted-server.ts';
import { scriptedSuite } from '../support/scripted-suite.ts';

const test = scriptedSuite('connection/tracing');

test('nothing is traced while nobody listens', () => {
  assert.not(isTraced());
  const hear = (): void => {};
  for (const name of ['smbfs:request', 'smbfs:reply']) {
    subscribe(name, hear);
    assert.ok(isTraced());
    unsubscribe(name, hear);
    assert.not(isTraced());
  }
});

test('channels are told of every request and reply, with its status and its time', async ({ serve, enter }) => {
  const server = await serve({
    script: insteadOf('CREATE', (request, peer) => {
      const asyncId = peer.pend(request);
      peer.respond(request, { asyncId, body: created(1n), credits: 0 });
    }),
  });
  const tree = await enter(server);
  const requests: RequestTrace[] = [];
  const replies: ReplyTrace[] = [];
  const hearRequest = (message: unknown): void => void requests.push(message as RequestTrace);
  const hearReply = (message: unknown): void => void replies.push(message as ReplyTrace);
  subscribe('smbfs:request', hearRequest);
  subscribe('smbfs:reply', hearReply);
  try {
    await tree.connection.echo();
    await tree.request(create('secret name', 0));
  } finally {
    unsubscribe('smbfs:request', hearRequest);
    unsubscribe('smbfs:reply', hearReply);
  }
  assert.equal(
    requests.map(({ host, command }) => [host, command]),
    [
      [server.host, 'ECHO'],
      [server.host, 'CREATE'],
    ],
  );
  assert.equal(
    replies.map(({ command, status }) => [command, status]),
    [
      ['ECHO', 'STATUS_SUCCESS'],
      ['CREATE', 'STATUS_PENDING'],
      ['CREATE', 'STATUS_SUCCESS'],
    ],
  );
  assert.is(requests[1]?.messageId, replies[1]?.messageId);
  for (const { milliseconds = -1 } of replies) assert.ok(milliseconds >= 0);
  assert.not.match(JSON.stringify([requests, replies]), 'secret');
});

test('NODE_DEBUG=smbfs prints a line for each, and nothing of names, content or passwords', async () => {
  const url = (path: string): string => new URL(path, import.meta.url).href;
  const program = `
    import { SmbFs } from '${url('../../lib/index.ts')}';
    import { startEmbedded } from '${url('../server/embedded.ts')}';
    const { host, port, stop } = await startEmbedded();
    const smb = new SmbFs({ host, port, share: 'share', username: 'ann', password: 's3cret' });
    await smb.writeFile('/a-name', 'some content');
    await smb.close();
    await stop();`;
  const args = [...typescriptArguments, '--input-type=module', '--eval', program];
  const env = { ...process.env, NODE_DEBUG: 'smbfs' };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { env, timeout: 60_000 });
  assert.is(stdout, '');
  const lines = stderr.split('\n').filter((line) => line.startsWith('SMBFS'));
  for (const command of ['NEGOTIATE', 'SESSION_SETUP', 'TREE_CONNECT', 'CREATE', 'WRITE', 'LOGOFF']) {
    assert.ok(
      lines.some((line) => line.includes(` > ${command} `)),
      command,
    );
    assert.ok(
      lines.some((line) => new RegExp(` < ${command} \\d+ STATUS_\\w+ [\\d.]+ ms`).test(line)),
      command,
    );
  }
  for (const secret of ['a-name', 'some content', 's3cret', 'ann']) assert.not.match(lines.join(), secret);
});

test.run();
