import { suite } from 'uvu';
import { QueryOnDiskIdRequestContext, QueryOnDiskIdResponseContext } from '../../../lib/wire/contexts/on-disk-id.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, assertTruncationRefused, fields } from '../../support/codec.ts';

const test = suite('wire/contexts/on-disk-id');

test('QFid is asked for without data', () => assertStructure(QueryOnDiskIdRequestContext, {}, Buffer.alloc(0)));

test('QFid is answered with the file and its volume', () => {
  const bytes = fields(
    ['DiskFileId', '8877665544332211'],
    ['VolumeId', '00ffeeddccbbaa99'],
    ['Reserved', '00000000000000000000000000000000'],
  );
  assertStructure(
    QueryOnDiskIdResponseContext,
    { diskFileId: 0x1122334455667788n, volumeId: 0x99aabbccddeeff00n },
    bytes,
  );
  assertTruncationRefused(bytes, (part) => QueryOnDiskIdResponseContext.read(new Reader(part)));
});

test.run();
