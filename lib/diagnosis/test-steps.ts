/** The steps of a connection test, in their order, and as people call them; for a browser too, so nothing of Node is imported here. */

const READING = ['resolve', 'connect', 'negotiate', 'logon', 'tree', 'list'] as const;
const WRITING = ['write', 'read', 'compare', 'delete'] as const;
const LAST = ['room'] as const;

export type TestStepName = (typeof READING | typeof WRITING | typeof LAST)[number];

export const STEP_TITLES: Readonly<Record<TestStepName, string>> = {
  resolve: 'resolve the name',
  connect: 'connect',
  negotiate: 'negotiate',
  logon: 'log in',
  tree: 'enter the share',
  list: 'list',
  write: 'write',
  read: 'read back',
  compare: 'compare',
  delete: 'delete',
  room: 'free space',
};

/** The steps that a test takes when none fails. */
export function testSteps({ readOnly }: { readonly readOnly: boolean }): TestStepName[] {
  return [...READING, ...(readOnly ? [] : WRITING), ...LAST];
}
