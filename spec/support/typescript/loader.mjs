/** Makes this thread take the project's TypeScript. */
import * as module from 'node:module';
import * as hooks from './hooks.mjs';

export function register() {
  // Node 20 has hooks in a thread of their own alone.
  if (module.registerHooks) module.registerHooks(hooks);
  else module.register('./hooks.mjs', import.meta.url);
  process.setSourceMapsEnabled(true);
}
