/** A connection as one takes it along: its URL, the code and the command line that use it. */
import { formatSmbUrl, type SmbFsOptions } from '../index.ts';
import { withoutDefaults } from './form.ts';
import type { DescribeAnswer } from './protocol.ts';

export function snippetsFor(
  options: SmbFsOptions,
  { withPassword }: { readonly withPassword: boolean },
): Pick<DescribeAnswer, 'url' | 'code' | 'command'> {
  const needed = withoutDefaults(options);
  const url = formatSmbUrl(needed);
  return {
    url: formatSmbUrl(needed, { password: withPassword }),
    code: codeFor(url, needed),
    command: `smbfs ls ${shellQuoted(url)}`,
  };
}

/** The password is none of the code's: it comes from where the command line takes it too. */
function codeFor(url: string, { username }: SmbFsOptions): string {
  const password = username === undefined ? '' : ', { password: process.env.AUTH_PASSWORD }';
  return `import { SmbFs } from 'smbfs';\n\nconst smb = new SmbFs('${url.replace(/['\\]/g, '\\$&')}'${password});`;
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
