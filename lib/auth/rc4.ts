/** RC4, which node:crypto no longer has and NTLM's key exchange and signatures are made of.  RFC 6229 has vectors. */

/** One key stream: each call of `update` goes on where the last one ended. */
export class Rc4 {
  readonly #state: Uint8Array = Uint8Array.from({ length: 256 }, (_, i) => i);
  #i = 0;
  #j = 0;

  constructor(key: Uint8Array) {
    let j = 0;
    for (let i = 0; i < 256; i++) {
      j = (j + this.#at(i) + (key[i % key.length] ?? 0)) & 0xff;
      this.#swap(i, j);
    }
  }

  /** Encrypts or decrypts `bytes`: the two are the same. */
  update(bytes: Uint8Array): Buffer {
    const result = Buffer.from(bytes);
    for (let n = 0; n < result.length; n++) {
      this.#i = (this.#i + 1) & 0xff;
      this.#j = (this.#j + this.#at(this.#i)) & 0xff;
      this.#swap(this.#i, this.#j);
      const pad = this.#at((this.#at(this.#i) + this.#at(this.#j)) & 0xff);
      result[n] = (result[n] ?? 0) ^ pad;
    }
    return result;
  }

  #at(index: number): number {
    return this.#state[index] ?? 0;
  }

  #swap(i: number, j: number): void {
    const kept = this.#at(i);
    this.#state[i] = this.#at(j);
    this.#state[j] = kept;
  }
}
