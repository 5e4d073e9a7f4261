import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { RpcFailure } from '../../../lib/server/pipes/rpc-interface.ts';
import { srvsvc } from '../../../lib/server/pipes/srvsvc.ts';
import { Reader } from '../../../lib/wire/reader.ts';
import { NCA_S_FAULT_NDR, NCA_S_OP_RNG_ERROR } from '../../../lib/wire/rpc/call.ts';
import { stubBytes } from '../../../lib/wire/rpc/ndr.ts';
import {
  ERROR_INVALID_LEVEL,
  ERROR_MORE_DATA,
  ERROR_SUCCESS,
  MAX_PREFERRED_LENGTH,
  type NetShareEnumRequest,
  type NetShareEnumResponse,
  OPNUM_NETR_SHARE_ENUM,
  readNetShareEnumResponse,
  STYPE_IPC,
  STYPE_SPECIAL,
  writeNetShareEnumRequest,
} from '../../../lib/wire/rpc/net-share-enum.ts';

const test = suite('server/pipes/srvsvc');

const service = srvsvc(
  Array.from({ length: 10 }, (_, index) => ({ kind: 'pipe', name: `share${index}`, comment: 'x'.repeat(20) })),
);

const everything: NetShareEnumRequest = {
  serverName: '\\\\server',
  level: 1,
  preferedMaximumLength: MAX_PREFERRED_LENGTH,
  resumeHandle: 0,
};

function enumerate(request: NetShareEnumRequest): NetShareEnumResponse {
  const stub = stubBytes((w) => writeNetShareEnumRequest(w, request));
  return readNetShareEnumResponse(new Reader(service.call(OPNUM_NETR_SHARE_ENUM, stub)));
}

/** The status that a call fails with. */
function faultOf(opnum: number, stub: Buffer): number {
  try {
    service.call(opnum, stub);
  } catch (error) {
    if (error instanceof RpcFailure) return error.status;
    throw error;
  }
  throw new Error('nothing failed');
}

test('all shares are listed at once when nothing limits them', () => {
  const { entries, totalEntries, resumeHandle, result } = enumerate(everything);
  assert.is(entries.length, 10);
  assert.equal(entries[3], { netName: 'share3', type: STYPE_IPC + STYPE_SPECIAL, remark: 'x'.repeat(20) });
  assert.equal([totalEntries, resumeHandle, result], [10, 0, ERROR_SUCCESS]);
});

test('a limit divides the list into pages, each of one share at least', () => {
  for (const preferedMaximumLength of [0, 1, 68, 150, 300, 680]) {
    const names: string[] = [];
    let resumeHandle: number | undefined = 0;
    let pages = 0;
    for (;;) {
      const page = enumerate({ ...everything, preferedMaximumLength, resumeHandle });
      assert.ok(page.entries.length > 0);
      assert.is(page.totalEntries, 10 - names.length);
      names.push(...page.entries.map(({ netName }) => netName));
      resumeHandle = page.resumeHandle;
      pages++;
      if (page.result === ERROR_SUCCESS) break;
      assert.is(page.result, ERROR_MORE_DATA);
    }
    assert.equal(
      names,
      Array.from({ length: 10 }, (_, index) => `share${index}`),
    );
    assert.is(pages, Math.ceil(10 / Math.max(1, Math.floor(preferedMaximumLength / 68))));
  }
});

test('without a handle there is a first page and no more', () => {
  const page = enumerate({ ...everything, preferedMaximumLength: 100, resumeHandle: undefined });
  assert.equal([page.entries.length, page.resumeHandle, page.result], [1, undefined, ERROR_MORE_DATA]);
});

test('a handle from beyond the end lists nothing', () => {
  const page = enumerate({ ...everything, resumeHandle: 0xffffffff });
  assert.equal([page.entries, page.totalEntries, page.result], [[], 0, ERROR_SUCCESS]);
});

test('other levels are unknown', () => {
  assert.is(enumerate({ ...everything, level: 502 }).result, ERROR_INVALID_LEVEL);
});

test('other operations, and arguments that do not decode, are faults', () => {
  assert.is(faultOf(21, Buffer.alloc(0)), NCA_S_OP_RNG_ERROR);
  assert.is(faultOf(OPNUM_NETR_SHARE_ENUM, Buffer.alloc(7)), NCA_S_FAULT_NDR);
});

test.run();
