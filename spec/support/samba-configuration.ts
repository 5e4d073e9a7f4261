/** The smb.conf of a private Samba: stock settings but for where things lie and what a private server has no use for. */
import * as path from 'node:path';

/** Lines of one section of smb.conf. */
export type Section = Readonly<Record<string, string>>;

/** The configurations of stock Samba that the client must master, as `global` options. */
export const sambaConfigurations: Readonly<Record<string, Section>> = {
  default: {},
  'signing mandatory': { 'server signing': 'mandatory' },
  'encryption required': { 'smb encrypt': 'required' },
  'SMB3_11 only': { 'server min protocol': 'SMB3_11' },
};

/** The shares that every private Samba has. */
export const standardShares: Readonly<Record<string, Section>> = {
  share: { 'read only': 'no' },
  guest: { 'read only': 'no', 'guest ok': 'yes' },
  ro: { 'read only': 'yes' },
  enc: { 'read only': 'no', 'smb encrypt': 'required' },
};

/** The folders that must exist in `home` before smbd starts. */
export const serverFolders: readonly string[] = ['pid', 'lock', 'state', 'cache', 'private', 'ncalrpc', 'log', 's'];

/** The `[global]` section of a server that lives in `home`. */
export function standardGlobal(home: string, host: string, ports: readonly number[]): Section {
  const inHome = (name: string) => path.join(home, name);
  return {
    'server role': 'standalone server',
    workgroup: 'SPECS',
    'netbios name': 'SAMBA',
    interfaces: `${host}/8`,
    'bind interfaces only': 'yes',
    'smb ports': ports.join(' '),
    'pid directory': inHome('pid'),
    'lock directory': inHome('lock'),
    'state directory': inHome('state'),
    'cache directory': inHome('cache'),
    'private dir': inHome('private'),
    'ncalrpc dir': inHome('ncalrpc'),
    'usershare max shares': '0',
    logging: 'file',
    'log file': inHome('log/%m.log'),
    'log level': '1',
    'max log size': '0',
    'load printers': 'no',
    printing: 'bsd',
    'printcap name': '/dev/null',
    'disable spoolss': 'yes',
    'passdb backend': 'tdbsam',
    'map to guest': 'Bad User',
    'guest account': 'nobody',
    'dns proxy': 'no',
    'panic action': '/bin/true',
  };
}

/** The text of smb.conf. */
export function configurationText(sections: ReadonlyMap<string, Section>): string {
  return [...sections]
    .map(([name, lines]) =>
      [`[${name}]`, ...Object.entries(lines).map(([key, value]) => `  ${key} = ${value}`), ''].join('\n'),
    )
    .join('\n');
}
