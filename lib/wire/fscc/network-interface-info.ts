/** FSCTL_QUERY_NETWORK_INTERFACE_INFO: the addresses a server can be reached at.  [MS-SMB2] 2.2.32.5 */
import type { StructureCodec } from '../codec.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';
import { EntryChainWriter, readEntryChain } from './entry-chain.ts';

export const RSS_CAPABLE = 0x00000001;
export const RDMA_CAPABLE = 0x00000002;

const INTER_NETWORK = 0x0002;
const INTER_NETWORK_V6 = 0x0017;
const SOCKADDR_STORAGE_SIZE = 128;

export interface NetworkInterface {
  ifIndex: number;
  /** RSS_CAPABLE and RDMA_CAPABLE. */
  capability: number;
  /** Bits a second. */
  linkSpeed: bigint;
  /** The 4 bytes of an IPv4 or the 16 bytes of an IPv6 address, in network order; empty for any other family. */
  address: Buffer;
}

/** A list with one record for each address. */
export const NetworkInterfaceInfo: StructureCodec<NetworkInterface[]> = {
  write(w, interfaces) {
    const chain = new EntryChainWriter(w, 8);
    for (const { ifIndex, capability, linkSpeed, address } of interfaces) {
      chain.begin(); // Next
      w.u32(ifIndex); // IfIndex
      w.u32(capability); // Capability
      w.u32(0); // Reserved
      w.u64(linkSpeed); // LinkSpeed
      writeSockaddrStorage(w, address); // SockAddr_Storage
    }
  },
  read(r) {
    if (r.remaining === 0) return [];
    return readEntryChain(r, (record) => {
      const ifIndex = record.u32(); // IfIndex
      const capability = record.u32(); // Capability
      record.skip(4); // Reserved
      const linkSpeed = record.u64(); // LinkSpeed
      const address = readSockaddrStorage(record.take(SOCKADDR_STORAGE_SIZE)); // SockAddr_Storage
      return { ifIndex, capability, linkSpeed, address };
    });
  },
};

function writeSockaddrStorage(w: Writer, address: Buffer): void {
  const v4 = address.length === 4;
  w.u16(v4 ? INTER_NETWORK : INTER_NETWORK_V6); // Family
  w.u16(0); // Port
  if (!v4) w.u32(0); // FlowInfo
  w.bytes(address); // IPv4Address, or IPv6Address
  w.zeros(SOCKADDR_STORAGE_SIZE - (v4 ? 4 : 8) - address.length); // ScopeId, Reserved
}

function readSockaddrStorage(r: Reader): Buffer {
  const family = r.u16(); // Family
  r.skip(2); // Port
  if (family === INTER_NETWORK) return r.copy(4); // IPv4Address
  r.skip(4); // FlowInfo
  return r.copy(family === INTER_NETWORK_V6 ? 16 : 0); // IPv6Address
}
