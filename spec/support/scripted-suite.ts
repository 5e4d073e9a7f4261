/** A suite whose tests start scripted servers and clients of them; whatever a test leaves is cleared away after it. */
import { suite, type Test } from 'uvu';
import { Connection } from '../../lib/connection/connection.ts';
import { connectionSettings, sessionSettings } from '../../lib/manager/layer-settings.ts';
import type { ShareConnection } from '../../lib/manager/share-connection.ts';
import type { ShareSettings } from '../../lib/manager/share-settings.ts';
import { Session } from '../../lib/session/session.ts';
import { Tree } from '../../lib/tree/tree.ts';
import { shareOn, shareSettings } from './client.ts';
import { type ScriptedServer, type ScriptedServerOptions, startScriptedServer } from './scripted-server.ts';

/** Milliseconds of silence that these clients put up with. */
export const PATIENCE = 200;

export interface Scripted {
  /** Starts a server. */
  serve(options?: ScriptedServerOptions): Promise<ScriptedServer>;
  /** Connects and negotiates; settings are those of a share, with PATIENCE. */
  connect(server: ScriptedServer, changes?: Partial<ShareSettings>): Promise<Connection>;
  /** Connects and logs on. */
  logOn(server: ScriptedServer, changes?: Partial<ShareSettings>): Promise<Session>;
  /** Connects, logs on and enters the share. */
  enter(server: ScriptedServer, changes?: Partial<ShareSettings>): Promise<Tree>;
  /** A share that is not connected yet. */
  share(server: ScriptedServer, changes?: Partial<ShareSettings>): ShareConnection;
}

/** `test('a sentence', async ({ serve, enter }) => ...)`. Each test must leave neither sockets nor timers when it has been cleared up. */
export function scriptedSuite(name: string): Test<Scripted> {
  const test = suite<Scripted>(name);
  let cleanups: Array<() => unknown> = [];
  const impatient = (server: ScriptedServer, changes: Partial<ShareSettings> = {}): ShareSettings =>
    shareSettings(server, { requestTimeout: PATIENCE, ...changes });
  const connect: Scripted['connect'] = async (server, changes) => {
    const connection = await Connection.open(connectionSettings(impatient(server, changes)));
    cleanups.push(() => connection.destroy());
    return connection;
  };
  const logOn: Scripted['logOn'] = async (server, changes) =>
    Session.open(await connect(server, changes), sessionSettings(impatient(server, changes)));
  test.before.each((context) => {
    context.serve = async (options) => {
      const server = await startScriptedServer(options);
      cleanups.push(() => server.close());
      return server;
    };
    context.connect = connect;
    context.logOn = logOn;
    context.enter = async (server, changes) => Tree.connect(await logOn(server, changes), 'share');
    context.share = (server, changes) => {
      const share = shareOn(server, { requestTimeout: PATIENCE, ...changes });
      cleanups.push(() => share.destroy());
      return share;
    };
  });
  test.after.each(async () => {
    const all = cleanups.reverse();
    cleanups = [];
    for (const cleanup of all) await cleanup();
  });
  return test;
}
