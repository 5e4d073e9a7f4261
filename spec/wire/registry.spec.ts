import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Echo } from '../../lib/wire/commands/echo.ts';
import { codecOf, commandName } from '../../lib/wire/registry.ts';

const test = suite('wire/registry');

/** [MS-SMB2] 2.2.1.2, in the order of their numbers. */
const names = [
  'NEGOTIATE',
  'SESSION_SETUP',
  'LOGOFF',
  'TREE_CONNECT',
  'TREE_DISCONNECT',
  'CREATE',
  'CLOSE',
  'FLUSH',
  'READ',
  'WRITE',
  'LOCK',
  'IOCTL',
  'CANCEL',
  'ECHO',
  'QUERY_DIRECTORY',
  'CHANGE_NOTIFY',
  'QUERY_INFO',
  'SET_INFO',
  'OPLOCK_BREAK',
];

test('every command is known by its number', () => {
  for (const [command, name] of names.entries()) {
    assert.is(commandName(command), name);
    assert.is(codecOf(command)?.command, command);
  }
  assert.is(codecOf(0x000d), Echo);
});

test('other numbers have no codec, and a name that shows the number', () => {
  assert.is(codecOf(0x0013), undefined);
  assert.is(commandName(0x0013), 'command 0x0013');
  assert.is(commandName(0xffff), 'command 0xffff');
});

test.run();
