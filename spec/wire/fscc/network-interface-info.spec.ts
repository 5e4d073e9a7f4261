import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MalformedError } from '../../../lib/errors.ts';
import {
  type NetworkInterface,
  NetworkInterfaceInfo,
  RSS_CAPABLE,
} from '../../../lib/wire/fscc/network-interface-info.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { assertStructure, fields } from '../../support/codec.ts';

const test = suite('wire/fscc/network-interface-info');

const interfaces: NetworkInterface[] = [
  { ifIndex: 2, capability: RSS_CAPABLE, linkSpeed: 10_000_000_000n, address: Buffer.from([192, 168, 0, 7]) },
  {
    ifIndex: 3,
    capability: 0,
    linkSpeed: 1_000_000_000n,
    address: Buffer.from('fe800000000000000000000000000001', 'hex'),
  },
];
const bytes = fields(
  ['Next', '98000000'],
  ['IfIndex', '02000000'],
  ['Capability', '01000000'],
  ['Reserved', '00000000'],
  ['LinkSpeed', '00e40b5402000000'],
  ['Family', '0200'],
  ['Port', '0000'],
  ['IPv4Address', 'c0a80007'],
  ['Reserved', '00'.repeat(120)],
  ['Next', '00000000'],
  ['IfIndex', '03000000'],
  ['Capability', '00000000'],
  ['Reserved', '00000000'],
  ['LinkSpeed', '00ca9a3b00000000'],
  ['Family', '1700'],
  ['Port', '0000'],
  ['FlowInfo', '00000000'],
  ['IPv6Address', 'fe800000000000000000000000000001'],
  ['ScopeId', '00000000'],
  ['Reserved', '00'.repeat(100)],
);

test('addresses of both families are written and read', () => {
  assertStructure(NetworkInterfaceInfo, interfaces, bytes);
});

test('a server may have nothing to tell', () => {
  assertStructure(NetworkInterfaceInfo, [], Buffer.alloc(0));
});

test('a family that is neither has no address', () => {
  const other = Buffer.from(bytes);
  other.writeUInt16LE(1, 24);
  const addresses = NetworkInterfaceInfo.read(new Reader(other)).map((each) => each.address.length);
  assert.equal(addresses, [0, 16]);
});

test('interfaces cut short are refused', () => {
  for (let length = 1; length < bytes.length; length++) {
    assert.throws(
      () => NetworkInterfaceInfo.read(new Reader(bytes.subarray(0, length))),
      (error: unknown) => error instanceof MalformedError,
      `cut to ${length} bytes`,
    );
  }
});

test('an interface that points into itself or past the end is refused', () => {
  for (const next of [1, 8, 0x97, 0x130, 0xffffffff]) {
    const hostile = Buffer.from(bytes);
    hostile.writeUInt32LE(next, 0);
    assert.throws(
      () => NetworkInterfaceInfo.read(new Reader(hostile)),
      (error: unknown) => error instanceof MalformedError,
      `Next ${next}`,
    );
  }
});

test.run();
