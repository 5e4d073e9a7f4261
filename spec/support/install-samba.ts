/** Installs Samba where nobody need be asked, and says what is missing elsewhere. */
import { installPackages } from './install-packages.ts';
import { findProgram, missingPrograms } from './samba-programs.ts';

const PACKAGES = ['samba', 'samba-vfs-modules', 'smbclient', 'samba-testsuite', 'libnss-wrapper', 'iproute2'];

/** Sees to it that the specs find Samba, or prints what to install. */
export function installSamba(): void {
  if (stillMissing().length === 0) return;
  installPackages(PACKAGES);
  const missing = stillMissing();
  if (missing.length === 0) return;
  console.log(`The specs against Samba are skipped, as this machine has no ${missing.join(', ')}. On Debian and Ubuntu:
  sudo apt-get install --no-install-recommends ${PACKAGES.join(' ')}`);
}

function stillMissing(): string[] {
  return [...missingPrograms(), ...(findProgram('ip') === undefined ? ['ip'] : [])];
}
