/**
 * The worker's first module where its sources are run unbuilt by a node that reads no TypeScript: what loads it does not follow
 * into workers. `TYPESCRIPT_LOADER` names a module whose `register` does, in place of tsx.
 */
const { register } = await import(process.env.TYPESCRIPT_LOADER ?? 'tsx/esm/api');

register();
await import('./worker.ts');
