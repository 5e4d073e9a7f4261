/** The names that clients send: checked, and as the file system behind the share has them.  [MS-FSCC] 2.1.5 */
import { decodeName, encodeName } from '../../names/forbidden-characters.ts';
import { STATUS_INVALID_PARAMETER, STATUS_OBJECT_NAME_INVALID } from '../../wire/ntstatus.ts';
import { StatusFailure } from '../protocol/status-failure.ts';

/** Characters in one part of a path. */
export const MAXIMUM_COMPONENT_NAME_LENGTH = 255;

/** Deeper paths than this come from nobody who means well. */
const MAX_COMPONENTS = 1024;

/** The file's data by its full name: the only stream that is served. */
const DEFAULT_STREAM = /::\$DATA$/i;

/** What may not be in a name, as it comes over the wire. */
const FORBIDDEN = /[\p{Cc}"*/:<>?|]/u;

/** Names of devices, on a machine that runs Windows, whatever their extension. */
const RESERVED_ON_WINDOWS = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;

/** Where a share's names are kept. */
export interface NameRules {
  /** On this machine, which runs Windows: names must mean there what they say. */
  readonly windows: boolean;
}

/**
 * The parts of a path from the share's root. Throws a StatusFailure for what is no path: one that starts with `\`, that has
 * empty parts, `.`, `..`, forbidden characters, or a stream.
 */
export function parseWirePath(wire: string, rules: NameRules): string[] {
  if (wire === '') return [];
  if (wire.startsWith('\\')) throw new StatusFailure(STATUS_INVALID_PARAMETER);
  const parts = wire.replace(DEFAULT_STREAM, '').split('\\');
  if (parts.at(-1) === '') parts.pop();
  if (parts.length > MAX_COMPONENTS) throw new StatusFailure(STATUS_OBJECT_NAME_INVALID);
  return parts.map((part) => localName(part, rules));
}

function localName(part: string, { windows }: NameRules): string {
  if (part === '' || part === '.' || part === '..' || part.length > MAXIMUM_COMPONENT_NAME_LENGTH) {
    throw new StatusFailure(STATUS_OBJECT_NAME_INVALID);
  }
  if (hasForbidden(part)) throw new StatusFailure(STATUS_OBJECT_NAME_INVALID);
  if (!windows) return decodeName(part);
  if (RESERVED_ON_WINDOWS.test(part) || /[. ]$/.test(part)) throw new StatusFailure(STATUS_OBJECT_NAME_INVALID);
  return part;
}

/** U+007F to U+009F are controls too, but allowed. */
function hasForbidden(part: string): boolean {
  const match = FORBIDDEN.exec(part);
  if (!match) return false;
  return match[0] < '\x7f' || FORBIDDEN.test(part.replace(/[\x7f-\x9f]/g, ''));
}

/** A name of the file system as clients see it; undefined for one that no client could ask for. */
export function wireName(name: string, { windows }: NameRules): string | undefined {
  const wire = windows ? name : encodeName(name);
  return wire === '' || wire.length > MAXIMUM_COMPONENT_NAME_LENGTH ? undefined : wire;
}

/** A path of the file system, relative to the share's root, as clients see it. */
export function wirePath(components: readonly string[], rules: NameRules): string {
  return components.map((name) => wireName(name, rules) ?? name).join('\\');
}
