/** The worker's first module where its sources are run unbuilt by a node that reads no TypeScript: tsx does not follow into workers. */
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
