/**
 * Sessions between smbclient or smbtorture and smbd of Samba 4.17, recorded on the wire; `debug encryption = yes` made smbd
 * write down the keys. The password is `secret`; the 2.1 session's key was worked out from it, as smbd keeps that one quiet.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { Role } from '../../lib/security/role.ts';

export interface CapturedFrame {
  readonly sender: Role;
  readonly bytes: Buffer;
}

export interface Capture {
  readonly name: string;
  readonly dialect: number;
  readonly signingAlgorithmId: number;
  readonly cipherId: number | undefined;
  readonly sessionId: bigint;
  /** As the authentication gave it: 16 bytes from NTLM, 32 from Kerberos. */
  readonly sessionKey: Buffer;
  /** What smbd derived from it, in 3.x. */
  readonly keys: Record<'signing' | 'application' | 'clientToServer' | 'serverToClient', Buffer> | undefined;
  /** NEGOTIATE and SESSION_SETUP, to the final response. */
  readonly setup: readonly CapturedFrame[];
  /** Some of what followed, signed or sealed. */
  readonly protected: readonly CapturedFrame[];
}

interface CaptureFile {
  readonly dialect: string;
  readonly signingAlgorithmId: number;
  readonly cipherId?: number;
  readonly sessionId: string;
  readonly sessionKey: string;
  readonly keys?: Record<'signing' | 'application' | 'clientToServer' | 'serverToClient', string>;
  readonly setup: ReadonlyArray<{ readonly sender: Role; readonly frame: string }>;
  readonly protected: ReadonlyArray<{ readonly sender: Role; readonly frame: string }>;
}

/** Reads every capture there is; each call gives bytes of their own. */
export function readCaptures(): Capture[] {
  const folder = new URL('captures/', import.meta.url);
  return readdirSync(folder).map((file) => {
    const json = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as CaptureFile;
    const hex = (text: string): Buffer => Buffer.from(text, 'hex');
    const frames = (list: CaptureFile['setup']): CapturedFrame[] =>
      list.map(({ sender, frame }) => ({ sender, bytes: Buffer.from(frame, 'base64') }));
    return {
      name: file.replace('.json', ''),
      dialect: Number(json.dialect),
      signingAlgorithmId: json.signingAlgorithmId,
      cipherId: json.cipherId,
      sessionId: BigInt(json.sessionId),
      sessionKey: hex(json.sessionKey),
      keys: json.keys && {
        signing: hex(json.keys.signing),
        application: hex(json.keys.application),
        clientToServer: hex(json.keys.clientToServer),
        serverToClient: hex(json.keys.serverToClient),
      },
      setup: frames(json.setup),
      protected: frames(json.protected),
    };
  });
}

/** The session's preauthentication messages: all of the setup but its final response. */
export function preauthMessages(capture: Capture): Buffer[] {
  return capture.setup.slice(0, -1).map(({ bytes }) => bytes);
}
