/** The NTLMv2 example of the specification.  [MS-NLMP] 4.2.1, 4.2.4 */

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');

export const USER = 'User';
export const USER_DOM = 'Domain';
export const PASSWD = 'Password';
export const WORKSTATION = 'COMPUTER';
export const SERVER_NAME = 'Server';
export const SERVER_CHALLENGE: Buffer = hex('0123456789abcdef');
export const CLIENT_CHALLENGE: Buffer = hex('aaaaaaaaaaaaaaaa');
export const RANDOM_SESSION_KEY: Buffer = hex('55555555555555555555555555555555');
export const NEGOTIATE_FLAGS = 0xe28a8233;

export const RESPONSE_KEY_NT: Buffer = hex('0c868a403bfd7a93a3001ef22ef02e3f');
export const SESSION_BASE_KEY: Buffer = hex('8de40ccadbc14a82f15cb0ad0de95ca3');
export const TEMP: Buffer = hex(`
  01 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 aa aa aa aa aa aa aa aa 00 00 00 00 02 00 0c 00 44 00 6f 00 6d 00 61 00
  69 00 6e 00 01 00 0c 00 53 00 65 00 72 00 76 00 65 00 72 00 00 00 00 00 00 00 00 00`);
export const LM_CHALLENGE_RESPONSE: Buffer = hex('86c35097ac9cec102554764a57cccc19 aaaaaaaaaaaaaaaa');
export const NT_PROOF: Buffer = hex('68cd0ab851e51c96aabc927bebef6a1c');
export const ENCRYPTED_SESSION_KEY: Buffer = hex('c5dad2544fc9799094ce1ce90bc9d03e');

export const TARGET_INFO: Buffer = hex(`
  02 00 0c 00 44 00 6f 00 6d 00 61 00 69 00 6e 00 01 00 0c 00 53 00 65 00 72 00 76 00 65 00 72 00 00 00 00 00`);

export const CHALLENGE_VERSION: Buffer = hex('06 00 70 17 00 00 00 0f');
export const CHALLENGE_MESSAGE: Buffer = hex(`
  4e 54 4c 4d 53 53 50 00 02 00 00 00 0c 00 0c 00 38 00 00 00 33 82 8a e2 01 23 45 67 89 ab cd ef 00 00 00 00 00 00 00 00
  24 00 24 00 44 00 00 00 06 00 70 17 00 00 00 0f 53 00 65 00 72 00 76 00 65 00 72 00 02 00 0c 00 44 00 6f 00 6d 00 61 00
  69 00 6e 00 01 00 0c 00 53 00 65 00 72 00 76 00 65 00 72 00 00 00 00 00`);

export const AUTHENTICATE_VERSION: Buffer = hex('05 01 28 0a 00 00 00 0f');
/** Older than the MIC: its payload follows Version. */
export const AUTHENTICATE_MESSAGE: Buffer = hex(`
  4e 54 4c 4d 53 53 50 00 03 00 00 00 18 00 18 00 6c 00 00 00 54 00 54 00 84 00 00 00 0c 00 0c 00 48 00 00 00 08 00 08 00
  54 00 00 00 10 00 10 00 5c 00 00 00 10 00 10 00 d8 00 00 00 35 82 88 e2 05 01 28 0a 00 00 00 0f 44 00 6f 00 6d 00 61 00
  69 00 6e 00 55 00 73 00 65 00 72 00 43 00 4f 00 4d 00 50 00 55 00 54 00 45 00 52 00 86 c3 50 97 ac 9c ec 10 25 54 76 4a
  57 cc cc 19 aa aa aa aa aa aa aa aa 68 cd 0a b8 51 e5 1c 96 aa bc 92 7b eb ef 6a 1c 01 01 00 00 00 00 00 00 00 00 00 00
  00 00 00 00 aa aa aa aa aa aa aa aa 00 00 00 00 02 00 0c 00 44 00 6f 00 6d 00 61 00 69 00 6e 00 01 00 0c 00 53 00 65 00
  72 00 76 00 65 00 72 00 00 00 00 00 00 00 00 00 c5 da d2 54 4f c9 79 90 94 ce 1c e9 0b c9 d0 3e`);

export const CLIENT_SEAL_KEY: Buffer = hex('59f600973cc4960a25480a7c196e4c58');
export const CLIENT_SIGN_KEY: Buffer = hex('4788dc861b4782f35d43fd98fe1a2d39');
export const PLAINTEXT: Buffer = Buffer.from('Plaintext', 'utf16le');
export const SEALED: Buffer = hex('54e50165bf1936dc996020c1811b0f06fb5f');
export const SIGNATURE: Buffer = hex('01000000 7fb38ec5c55d4976 00000000');
