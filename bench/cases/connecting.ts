/** From nothing to a share that can be used. */
import { type Case, untilTimeIsUp } from './case.ts';

export const connectingCases: readonly Case[] = [
  {
    group: 'connecting',
    name: 'connect × 1',
    unit: 'operations',
    run: (_smb, { duration }, another) =>
      untilTimeIsUp(duration, 1, async () => {
        const smb = another();
        await smb.connect();
        await smb.close();
        return 1;
      }),
  },
];
