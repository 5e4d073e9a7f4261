/** Installs Debian's Chromium where nobody need be asked, and says that it is missing elsewhere. */
import { installPackages } from './install-packages.ts';
import { findProgram } from './samba-programs.ts';

/** Why Chromium cannot be started here, or undefined when it can. */
export function whyNoChromium(): string | undefined {
  return findProgram('chromium') === undefined ? 'this machine has no chromium' : undefined;
}

/** Sees to it that the specs find Chromium, or prints what to install. */
export function installChromium(): void {
  if (whyNoChromium() === undefined) return;
  installPackages(['chromium']);
  if (whyNoChromium() === undefined) return;
  console.log(`The specs of the configuration page are skipped, as this machine has no chromium. On Debian and Ubuntu:
  sudo apt-get install --no-install-recommends chromium`);
}
