/** Installs Debian's packages where nobody need be asked: on Debian and its kin, as root or in CI. */
import { spawnSync } from 'node:child_process';
import { findProgram } from './samba-programs.ts';

/** Installs the arguments; the policy file keeps the services that come with them from starting. */
const SCRIPT = `
set -e
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  trap 'rm -f $policy' EXIT INT TERM
  printf '#!/bin/sh\\nexit 101\\n' > $policy
  chmod +x $policy
fi
apt-get -o DPkg::Lock::Timeout=120 update -qq || true
apt-get -o DPkg::Lock::Timeout=120 install -qq -y --no-install-recommends "$@"
`;

/** Says what went wrong when it did; whether all is there then is for the caller to see. */
export function installPackages(packages: readonly string[]): void {
  const superuser = findProgram('apt-get') === undefined ? undefined : becomingRoot();
  if (superuser === undefined) return;
  console.log(`Installing ${packages.join(' ')} for the specs`);
  const [file = 'sh', ...args] = [...superuser, 'sh', '-c', SCRIPT, 'sh', ...packages];
  const { status, stdout, stderr } = spawnSync(file, args, { encoding: 'utf8' });
  if (status !== 0) console.log(`${stdout}${stderr}apt-get failed with exit code ${status}`);
}

/** What to put before a command to run it as root without asking anybody; undefined where that cannot be. */
function becomingRoot(): string[] | undefined {
  if (process.getuid?.() === 0) return [];
  const sudo = ['sudo', '-n'];
  return process.env.CI && spawnSync('sudo', ['-n', 'true']).status === 0 ? sudo : undefined;
}
