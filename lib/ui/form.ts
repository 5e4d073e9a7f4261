/** The form of the page and the library's options: from one to the other, by the library's own rules. */
import { MIN_BUFFER_SIZE, type ResolvedOptions, resolveOptions } from '../fs/options/options.ts';
import { formatSmbUrl, parseSmbUrl, type SmbFsOptions } from '../index.ts';
import { DEFAULT_PORTS } from '../transport/transport.ts';
import type { Fields } from './fields.ts';
import type { ConnectionForm, FieldMessage, FieldName } from './protocol.ts';

/** What a form comes to. */
export interface CheckedForm {
  /** Undefined while there are problems. */
  readonly options: SmbFsOptions | undefined;
  readonly problems: readonly FieldMessage[];
  readonly notes: readonly FieldMessage[];
}

/** What is wrong with the text of a field before the library sees a value. */
class FieldProblem extends Error {}

/** Options that are right, for one field's to be tried with. */
const SOUND: SmbFsOptions = { host: 'host', share: 'share', username: 'user' };

/** The options that each field stands for. Where it stands for nothing, it throws. */
const PARTS: Readonly<Record<FieldName, (form: ConnectionForm) => SmbFsOptions>> = {
  server: ({ server }) => ({ host: given(server) }),
  share: ({ share }) => ({ share: given(share) }),
  path: ({ path }) => ({ path: given(path) }),
  identity: ({ identity }) => ({ ...(identity === 'user' ? {} : { username: undefined, [identity]: true }) }),
  username: (form) => ofUser(form, { username: given(form.username) }),
  password: (form) => ofUser(form, { password: form.password }),
  domain: (form) => ofUser(form, { domain: given(form.domain) }),
  transport: ({ transport }) => ({ transport: choice(transport) }),
  port: ({ port }) => ({ port: wholeNumber(port) }),
  readBufferSize: ({ readBufferSize }) => ({ readBufferSize: wholeNumber(readBufferSize) }),
  writeBufferSize: ({ writeBufferSize }) => ({ writeBufferSize: wholeNumber(writeBufferSize) }),
  signing: ({ signing }) => ({ signing: choice(signing) }),
  encryption: ({ encryption }) => ({ encryption: choice(encryption) }),
  other: ({ other }) => furtherOptions(other),
};

const FIELDS = Object.keys(PARTS) as FieldName[];

/** What further parameters must not say, as the form has fields for it. */
const OWN_OPTIONS = [
  ...(['username', 'password', 'domain', 'guest', 'anonymous', 'transport', 'signing', 'encryption'] as const),
  ...(['readBufferSize', 'writeBufferSize'] as const),
];

/** Checks each field by itself, and then all together; asks no server anything. */
export function checkForm(form: ConnectionForm): CheckedForm {
  const problems: FieldMessage[] = [];
  let options: SmbFsOptions = {};
  for (const field of FIELDS) {
    try {
      const part = PARTS[field](form);
      resolveOptions({ ...SOUND, ...part });
      options = { ...options, ...part };
    } catch (error) {
      problems.push({ field, message: problemText(error) });
    }
  }
  if (problems.length > 0) return { options: undefined, problems, notes: [] };
  try {
    return { options, problems, notes: notesOn(options, resolveOptions(options)) };
  } catch (error) {
    // Fields that are right by themselves can only be at odds with what has no field.
    return { options: undefined, problems: [{ field: 'other', message: problemText(error) }], notes: [] };
  }
}

/** The form for what a URL says: without the password, unless it is asked for. */
export function formOf(options: SmbFsOptions, { password = false }: { password?: boolean } = {}): ConnectionForm {
  const { host = '', share = '', path = '/', guest, anonymous, username = '', domain = '', transport } = options;
  const { port, readBufferSize, writeBufferSize, signing, encryption } = options;
  const defaults = resolveOptions(SOUND).settings;
  return {
    ...{ server: host, share, path: path === '/' ? '' : path },
    ...{ identity: guest ? 'guest' : anonymous ? 'anonymous' : 'user', username, domain },
    ...(password ? { password: options.password ?? '' } : {}),
    transport: (transport ?? defaults.transport).toLowerCase(),
    ...{ port: textOf(port), readBufferSize: textOf(readBufferSize), writeBufferSize: textOf(writeBufferSize) },
    ...{ signing: signing ?? defaults.signing, encryption: encryption ?? defaults.encryption },
    other: parametersOf(without(options, OWN_OPTIONS)),
  };
}

/** The form in a request. */
export function readForm(fields: Fields): ConnectionForm {
  const texts = FIELDS.filter((field) => field !== 'password').map((field) => [field, fields.text(field)]);
  return { ...Object.fromEntries(texts), password: fields.optionalText('password') };
}

/** The same options with those left out that are the library's own choice anyway: what is left is what a URL need say. */
export function withoutDefaults(options: SmbFsOptions): SmbFsOptions {
  const { transport, signing, encryption } = resolveOptions(SOUND).settings;
  const defaults: SmbFsOptions = { transport, signing, encryption };
  const needless = Object.keys(defaults) as (keyof SmbFsOptions)[];
  return without(
    options,
    needless.filter((name) => options[name] === defaults[name]),
  );
}

function notesOn(options: SmbFsOptions, { settings, ...resolved }: ResolvedOptions): FieldMessage[] {
  const notes: FieldMessage[] = [];
  for (const field of ['readBufferSize', 'writeBufferSize'] as const) {
    if (options[field] !== undefined && resolved[field] === undefined) {
      notes.push({ field, message: `is ignored, as it is below ${MIN_BUFFER_SIZE}` });
    }
  }
  const { port, transport } = settings;
  const other = transport === 'netbios' ? 'directtcp' : 'netbios';
  if (port === DEFAULT_PORTS[other]) notes.push({ field: 'port', message: `is the usual one of ${other}` });
  return notes;
}

function given(text: string): string | undefined {
  return text === '' ? undefined : text;
}

/** The library says which ones there are. */
function choice<Choice extends string>(text: string): Choice | undefined {
  return given(text) as Choice | undefined;
}

function ofUser({ identity }: ConnectionForm, options: SmbFsOptions): SmbFsOptions {
  return identity === 'user' ? options : {};
}

function wholeNumber(text: string): number | undefined {
  const trimmed = text.trim();
  if (!/^-?\d*$/.test(trimmed)) throw new FieldProblem('must be a whole number');
  return trimmed === '' ? undefined : Number(trimmed);
}

function furtherOptions(parameters: string): SmbFsOptions {
  const { host, share, path, ...options } = parseSmbUrl(`smb://host/share?${parameters.trim()}`);
  const own = OWN_OPTIONS.find((name) => options[name] !== undefined);
  if (own !== undefined) throw new FieldProblem(`must not say what has a field of its own (${own})`);
  return options;
}

function parametersOf(options: SmbFsOptions): string {
  const { host, share, path, port, ...further } = options;
  return new URL(formatSmbUrl({ ...further, host: 'host', share: 'share' })).search.slice(1);
}

function textOf(value: number | undefined): string {
  return value === undefined ? '' : `${value}`;
}

function without(options: SmbFsOptions, names: readonly (keyof SmbFsOptions)[]): SmbFsOptions {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !names.some((each) => each === name)));
}

/** From the library's error about an option: what the field must be. */
function problemText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { message } = error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ERR_MISSING_OPTION') return 'is required';
  if (code === 'ERR_SMB_AUTHENTICATION') return 'is required, unless guest or anonymous access is asked for';
  const [rule] = /\bmust .*?(?=\. Received|$)/s.exec(message) ?? [];
  return (rule ?? message).replace(/>= (\S+) && <= (\S+)/, 'from $1 to $2');
}
