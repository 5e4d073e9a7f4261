/** CREATE that asks which file it is.  [MS-SMB2] 2.2.13.2.9 */
import type { Step } from '../connection/exchange.ts';
import type { CreateRequest, CreateResponse } from '../wire/commands/create.ts';
import { packContext } from '../wire/contexts/create-contexts.ts';
import { QueryOnDiskIdRequestContext } from '../wire/contexts/on-disk-id.ts';
import { create } from './requests.ts';

/** As `create`; `diskFileIdOf` reads the answer. */
export function createWithIdentity(
  name: string,
  desiredAccess: number,
  rest: Partial<CreateRequest> = {},
): Step<CreateRequest, CreateResponse> {
  const asked = packContext(QueryOnDiskIdRequestContext, {});
  return create(name, desiredAccess, { ...rest, createContexts: [...(rest.createContexts ?? []), asked] });
}
