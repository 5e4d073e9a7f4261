/** Debian's Chromium, without a window. */
import { type Browser, chromium } from 'playwright-core';
import { findProgram } from './samba-programs.ts';

export function startChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: findProgram('chromium') ?? 'chromium',
    // Its sandbox refuses root.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}
