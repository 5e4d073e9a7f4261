/** `smbfs demo`: a server and a client in one process, and what they can do over either transport. */
import type { Command } from 'commander';
import { declareCommand, running } from '../command.ts';

export function declareDemo(program: Command): void {
  declareCommand(program, {
    name: 'demo',
    description: 'start a server on this machine and work on it over both transports',
    examples: ['smbfs demo', 'smbfs demo --serve'],
  })
    .option('--serve', 'stay up afterwards, for other clients to try')
    .action(
      running<{ readonly serve?: boolean }, []>(async ({ out, signal }, { serve = false }) => {
        const { demo } = await import('../demo.ts');
        await demo({ print: (line) => void out.line(line), serve, signal });
      }),
    );
}
