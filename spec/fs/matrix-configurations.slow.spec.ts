/** Everything that a file system must do, with each configuration of Samba, each dialect, over each transport. */
import * as assert from 'uvu/assert';
import { type Dialect, NegotiationError, SmbError, SmbFs } from '../../lib/index.ts';
import { AGREEMENTS, prove } from '../support/matrix.ts';
import { sambaConfigurations } from '../support/samba.ts';
import { sambaSuite } from '../support/samba-suite.ts';

export const deadlineSeconds = 400;

const DIALECTS = Object.keys(AGREEMENTS) as Dialect[];

const TRANSPORTS = ['directtcp', 'netbios'] as const;

/** The dialects that a configuration serves, and how it refuses the others. */
const SERVED: Readonly<Record<string, readonly Dialect[]>> = {
  default: DIALECTS,
  'signing mandatory': DIALECTS,
  'encryption required': ['3.0', '3.0.2', '3.1.1'],
  'SMB3_11 only': ['3.1.1'],
};

for (const [configuration, global] of Object.entries(sambaConfigurations)) {
  const test = sambaSuite(`Samba: ${configuration}`, { global });
  const protection = configuration === 'encryption required' ? 'encrypted' : 'signed';
  for (const dialect of DIALECTS) {
    const options = { minDialect: dialect, maxDialect: dialect };
    if (!SERVED[configuration]?.includes(dialect)) {
      test(`refuses ${dialect}`, async ({ samba }) => {
        const smb = new SmbFs(samba.url(), options);
        const error = await smb.connect().catch((reason: unknown) => reason);
        assert.instance(error, configuration === 'SMB3_11 only' ? NegotiationError : SmbError);
      });
      continue;
    }
    // A client that signs whether or not it must sends the same to both: once for each dialect is enough.
    const transports = configuration === 'signing mandatory' ? (['directtcp'] as const) : TRANSPORTS;
    for (const transport of transports) {
      test(`does everything with ${dialect} over ${transport}`, async ({ samba }) => {
        await prove(samba.url('share', { transport }), options, { ...AGREEMENTS[dialect], protection });
      });
    }
  }
  test.run();
}
