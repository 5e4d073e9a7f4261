/**
 * Preloaded with `--import`, makes a process take the project's TypeScript, and its workers and children too. The specs start
 * hundreds of processes, and each has it in half of the time that tsx, or node's own stripping of types, takes.
 */
import { register } from './loader.mjs';

process.env.TYPESCRIPT_LOADER = new URL('./loader.mjs', import.meta.url).href;
register();
