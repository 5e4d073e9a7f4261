/** Which end of a connection this is: keys, nonces and signatures differ by direction. */
export type Role = 'client' | 'server';
