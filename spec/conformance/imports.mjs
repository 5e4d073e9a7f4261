/** Gives an ES module test the `fs` under test: the part of `child.cjs` that runs where modules are loaded. */
let settings;

export function initialize(data) {
  settings = data;
}

export async function resolve(specifier, context, next) {
  const name = specifier.replace(/^node:/, '');
  if (context.parentURL !== settings.test || !Object.hasOwn(settings.names, name)) return next(specifier, context);
  return { url: `conformance:${name}`, format: 'module', shortCircuit: true };
}

export async function load(url, context, next) {
  if (url.startsWith('conformance:')) {
    const name = url.slice('conformance:'.length);
    const exported = settings.names[name].filter((key) => /^[A-Za-z_$][\w$]*$/.test(key) && key !== 'default');
    const source = [
      `const module = globalThis[Symbol.for('smbfs.conformance')][${JSON.stringify(name)}];`,
      'export default module;',
      ...exported.map((key) => `export const ${key} = module.${key};`),
    ].join('\n');
    return { format: 'module', source, shortCircuit: true };
  }
  const loaded = await next(url, context);
  if (url !== settings.test || settings.edits.length === 0 || !loaded.source) return loaded;
  const source = settings.edits.reduce(
    (text, { source: find, flags, put }) => text.replace(new RegExp(find, flags), put),
    Buffer.from(loaded.source).toString(),
  );
  return { ...loaded, source };
}
