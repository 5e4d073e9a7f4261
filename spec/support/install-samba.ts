/** Installs Samba where nobody need be asked: Debian and its kin, as root or in CI. Elsewhere says what is missing. */
import { spawnSync } from 'node:child_process';
import { findProgram, missingPrograms } from './samba-programs.ts';

const PACKAGES = ['samba', 'samba-vfs-modules', 'smbclient', 'samba-testsuite', 'libnss-wrapper', 'iproute2'];

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

/** Sees to it that the specs find Samba, or prints what to install. */
export function installSamba(): void {
  if (stillMissing().length === 0) return;
  const superuser = findProgram('apt-get') === undefined ? undefined : becomingRoot();
  if (superuser !== undefined) {
    console.log(`Installing ${PACKAGES.join(' ')} for the specs`);
    const [file = 'sh', ...args] = [...superuser, 'sh', '-c', SCRIPT, 'sh', ...PACKAGES];
    const { status, stdout, stderr } = spawnSync(file, args, { encoding: 'utf8' });
    if (status !== 0) console.log(`${stdout}${stderr}apt-get failed with exit code ${status}`);
  }
  const missing = stillMissing();
  if (missing.length === 0) return;
  console.log(`The specs against Samba are skipped, as this machine has no ${missing.join(', ')}. On Debian and Ubuntu:
  sudo apt-get install --no-install-recommends ${PACKAGES.join(' ')}`);
}

function stillMissing(): string[] {
  return [...missingPrograms(), ...(findProgram('ip') === undefined ? ['ip'] : [])];
}

/** What to put before a command to run it as root without asking anybody; undefined where that cannot be. */
function becomingRoot(): string[] | undefined {
  if (process.getuid?.() === 0) return [];
  const sudo = ['sudo', '-n'];
  return process.env.CI && spawnSync('sudo', ['-n', 'true']).status === 0 ? sudo : undefined;
}
