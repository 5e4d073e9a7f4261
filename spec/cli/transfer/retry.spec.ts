import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isFatal, retrying } from '../../../lib/cli/transfer/retry.ts';
import { rejection } from '../../support/settles.ts';

const test = suite('cli/transfer/retry');
const signal = new AbortController().signal;

function failing(code: string): Error {
  return Object.assign(new Error(code), { code });
}

test('what failed with the connection is tried again', async () => {
  const told: unknown[] = [];
  const task = async (attempt: number): Promise<string> => {
    if (attempt < 2) throw failing('ECONNRESET');
    return `attempt ${attempt}`;
  };
  assert.is(await retrying(task, { signal, onRetry: (error) => told.push(error) }), 'attempt 2');
  assert.is(told.length, 2);
});

test('what will fail again is thrown at once', async () => {
  let attempts = 0;
  const task = async (): Promise<void> => {
    attempts++;
    throw failing('EACCES');
  };
  assert.is((await rejection(retrying(task, { signal }))).code, 'EACCES');
  assert.is(attempts, 1);
});

test('a pause ends when the transfer does', async () => {
  const stop = new AbortController();
  const task = async (): Promise<void> => {
    throw failing('ECONNREFUSED');
  };
  const ended = rejection(retrying(task, { signal: stop.signal, onRetry: () => setImmediate(() => stop.abort()) }));
  assert.is((await ended).name, 'AbortError');
});

test('a full disk and a server that is gone end everything, a file that may not be read does not', () => {
  for (const code of ['ENOSPC', 'ECONNREFUSED', 'ERR_SMB_AUTHENTICATION']) assert.ok(isFatal(failing(code)));
  for (const code of ['EACCES', 'ENOENT', 'ERR_SMBFS_CHANGED']) assert.not(isFatal(failing(code)));
});

test.run();
