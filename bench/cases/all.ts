/** Every case, in the order of the report. */
import type { Case } from './case.ts';
import { connectingCases } from './connecting.ts';
import { metadataCases } from './metadata.ts';
import { sequentialCases } from './sequential.ts';
import { smallFileCases } from './small-files.ts';

export const allCases: readonly Case[] = [...sequentialCases, ...smallFileCases, ...metadataCases, ...connectingCases];
