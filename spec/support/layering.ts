/** Finds imports that break the order of the layers, in source texts alone: nothing is resolved, nothing is run. */
import { builtinModules } from 'node:module';
import * as path from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

/** Paths like `fs/stats.ts`, relative to the folder of all layers, and the text of each file. */
export type Sources = ReadonlyMap<string, string>;

/**
 * For each layer what it may import beside itself: whole layers (`wire`) or single files (`wire/ntstatus`). A layer is a
 * folder at the top, or a file there without its ending; a folder in one (`ui/page`) that has rules is a layer of its own.
 */
export type LayerRules = Readonly<Record<string, readonly string[]>>;

/** Every breach as a sentence; none for a sound house. `packages` are those that a layer may import. */
export function findBreaches(
  sources: Sources,
  rules: LayerRules,
  packages: (layer: string) => readonly string[],
): string[] {
  const breaches: string[] = [];
  const graph = new Map<string, string[]>();
  for (const [file, text] of sources) {
    if (!/^(#!.*\n)?\/\*\*/.test(text)) breaches.push(`${file} does not open with a comment that says what it is`);
    const layer = layerOf(file, rules);
    const imported = importsOf(file, text).map((specifier) => resolve(file, specifier));
    graph.set(
      file,
      imported.filter((target) => sources.has(target)),
    );
    if (rules[layer] === undefined) breaches.push(`${file} belongs to no layer`);
    for (const target of new Set(imported)) {
      if (isOutside(target)) breaches.push(...packageBreaches(file, target, packages(layer)));
      else if (!mayImport(file, target, rules)) breaches.push(`${file} must not import ${target}`);
    }
  }
  return [...breaches, ...findCycles(graph).map((cycle) => `${cycle.join(' -> ')} is a cycle`)];
}

/** Whatever a file names in an import, a re-export, `import()` or a type of `import('...')`. */
function importsOf(file: string, text: string): string[] {
  const { module, program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors.map(({ message }) => message).join()}`);
  const found = module.staticImports.map(({ moduleRequest }) => moduleRequest.value);
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest } of entries) if (moduleRequest) found.push(moduleRequest.value);
  }
  const add = (node: { type: string; value?: unknown }): void => {
    if (node.type === 'Literal' && typeof node.value === 'string') found.push(node.value);
  };
  new Visitor({
    ImportExpression: (node) => add(node.source),
    TSImportType: (node) => add(node.source),
  }).visit(program);
  return found;
}

function resolve(file: string, specifier: string): string {
  return specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file), specifier) : `package ${specifier}`;
}

function isOutside(target: string): boolean {
  return target.startsWith('package ');
}

function packageBreaches(file: string, target: string, packages: readonly string[]): string[] {
  const specifier = target.slice('package '.length);
  if (specifier.startsWith('node:')) return [];
  if (builtinModules.includes(specifier)) return [`${file} imports ${specifier} without node:`];
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  return packages.includes(name) ? [] : [`${file} imports ${name}, which is no dependency of the package`];
}

function mayImport(file: string, target: string, rules: LayerRules): boolean {
  const layer = layerOf(file, rules);
  if (layerOf(target, rules) === layer) return true;
  const allowed = rules[layer] ?? [];
  return allowed.includes(layerOf(target, rules)) || allowed.includes(target.replace(/\.ts$/, ''));
}

function layerOf(file: string, rules: LayerRules): string {
  const [first = '', second] = file.split('/');
  const inner = `${first}/${second}`;
  return rules[inner] === undefined ? first.replace(/\.ts$/, '') : inner;
}

/** The cycles that a walk from every file meets, each once and closed: the first file comes last again. */
export function findCycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const visit = (node: string, trail: readonly string[]): void => {
    const start = trail.indexOf(node);
    if (start >= 0) {
      cycles.push([...trail.slice(start), node]);
      return;
    }
    if (done.has(node)) return;
    for (const next of graph.get(node) ?? []) visit(next, [...trail, node]);
    done.add(node);
  };
  for (const node of graph.keys()) visit(node, []);
  return cycles;
}
