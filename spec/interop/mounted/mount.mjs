/** Loaded before a program: mounts the share of $SMB_URL at /mnt/nas. */
import { SmbFs } from '../../../lib/index.ts';
import { patchFs } from '../../../lib/monkey/index.ts';

patchFs(new SmbFs(process.env.SMB_URL, { mountPoint: '/mnt/nas' }));
