/** What md4.ts uses of js-md4, which brings no types of its own. */
declare module 'js-md4' {
  const md4: { arrayBuffer(message: Uint8Array): ArrayBuffer };
  export = md4;
}
