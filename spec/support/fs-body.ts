/** What every file system must do, as one list: node's own is the judge of it, and every server and setting is measured by it. */
import type { Behaviour, BodyFs } from './fs-body/behaviour.ts';
import { contentBehaviours } from './fs-body/contents.ts';
import { crowdBehaviours, largeCrowd } from './fs-body/crowds.ts';
import { errorBehaviours } from './fs-body/errors.ts';
import { folderBehaviours } from './fs-body/folders.ts';
import { handleBehaviours } from './fs-body/handles.ts';
import { moveBehaviours } from './fs-body/moves.ts';
import { nameBehaviours } from './fs-body/names.ts';
import { statBehaviours } from './fs-body/stats.ts';
import { streamBehaviours } from './fs-body/streams.ts';

export type { Behaviour, BodyFs };

/** What is proved of every configuration. */
const everywhere: readonly Behaviour[] = [
  ...contentBehaviours,
  ...handleBehaviours,
  ...statBehaviours,
  ...folderBehaviours,
  ...moveBehaviours,
  ...nameBehaviours,
  ...streamBehaviours,
  ...errorBehaviours,
  ...crowdBehaviours,
];

/** What is proved of every server. */
export const behaviours: readonly Behaviour[] = [...everywhere, largeCrowd];

/** Runs one of them in a new folder below `root`. */
export async function runBehaviour(behaviour: Behaviour, fs: BodyFs, root: string): Promise<void> {
  const dir = `${root}/${behaviours.indexOf(behaviour)}`;
  await fs.mkdir(dir);
  await behaviour.run(fs, dir);
}

/**
 * Runs those for every configuration one after the other, each in a folder of its own below `root`; throws an error that
 * names those that failed, and how.
 */
export async function runBehaviours(fs: BodyFs, root: string): Promise<void> {
  const failures: string[] = [];
  for (const behaviour of everywhere) {
    await runBehaviour(behaviour, fs, root).catch((error: unknown) => {
      failures.push(`${behaviour.name}: ${error instanceof Error ? error.stack : error}`);
    });
  }
  if (failures.length > 0) throw new Error(failures.join('\n\n'));
}
