/** Runs one of node's tests with another `fs`. Its settings come as JSON in the environment. */
'use strict';
const nodeFs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const { CONFORMANCE_SETTINGS = '{}', ...environment } = process.env;
process.env = environment;
const settings = JSON.parse(CONFORMANCE_SETTINGS);
const { testFile, temporary, edits } = settings;

async function main() {
  const fs = await subjects[settings.subject]();
  replaceTmpdir(fs);
  replaceFs(fs);
  markSkips();
  // A test that looks for programs of the system finds none: those would work on the system's files.
  process.env.PATH = '/nowhere';
  process.argv.splice(1, 2, testFile);
  // What the test throws is an uncaught exception only outside of this promise.
  setImmediate(() => Module.runMain());
}

const subjects = {
  node: async () => nodeFs,
  async smbfs() {
    const { SmbFs } = await import(settings.library);
    virtualDirectory();
    return new SmbFs(settings.url, settings.options).fs;
  },
  async memfs() {
    const { createFsFromVolume, Volume } = require(settings.memfs);
    const fs = createFsFromVolume(new Volume());
    for (const file of settings.files) {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, nodeFs.readFileSync(file));
    }
    fs.mkdirSync(temporary, { recursive: true });
    virtualDirectory();
    return fs;
  },
};

/** The working directory is one of the file system under test. */
function virtualDirectory() {
  let directory = process.cwd();
  process.cwd = () => directory;
  process.chdir = (to) => {
    directory = path.resolve(directory, to);
  };
}

/** The helper of node's tests for their temporary folder, which is there and empty already. */
function replaceTmpdir(fs) {
  const file = path.join(settings.testRoot, 'common/tmpdir.js');
  let isFresh = true;
  const module = new Module(file);
  Object.assign(module, { filename: file, loaded: true });
  module.exports = {
    path: temporary,
    resolve: (...parts) => path.resolve(temporary, ...parts),
    fileURL: (...parts) => pathToFileURL(path.resolve(`${temporary}/`, ...parts)),
    hasEnoughSpace: (size) => {
      const { bavail, bsize } = fs.statfsSync(temporary);
      return bavail * bsize >= size;
    },
    refresh() {
      if (!isFresh) {
        fs.rmSync(temporary, { recursive: true, force: true });
        fs.mkdirSync(temporary, { recursive: true });
      }
      isFresh = false;
    },
  };
  Module._cache[file] = module;
}

/** For the test file itself, and for nothing that it loads. */
function replaceFs(fs) {
  const modules = { fs, 'fs/promises': fs.promises };
  const load = Module._load;
  Module._load = function (request, parent, ...rest) {
    const name = request.replace(/^node:/, '');
    if (parent?.filename === testFile && Object.hasOwn(modules, name)) return modules[name];
    return Reflect.apply(load, this, [request, parent, ...rest]);
  };
  const compile = Module.prototype._compile;
  Module.prototype._compile = function (content, filename, ...rest) {
    return Reflect.apply(compile, this, [filename === testFile ? edited(content) : content, filename, ...rest]);
  };
  globalThis[Symbol.for('smbfs.conformance')] = modules;
  Module.register('./imports.mjs', {
    parentURL: pathToFileURL(__filename).href,
    data: {
      test: pathToFileURL(testFile).href,
      edits,
      names: { fs: Object.keys(nodeFs), 'fs/promises': Object.keys(nodeFs.promises) },
    },
  });
}

function edited(content) {
  return edits.reduce((text, { source, flags, put }) => {
    const next = text.replace(new RegExp(source, flags), put);
    if (next === text) throw new Error(`the test has changed: ${source}`);
    return next;
  }, content);
}

/** `common.skip` ends the process; that is told apart from a success. */
function markSkips() {
  const { exit } = process;
  process.exit = (...args) => {
    if (/\bskip \(.*common/.test(new Error().stack ?? '')) process._rawDebug('conformance: skipped');
    return Reflect.apply(exit, process, args);
  };
}

main().catch((error) => {
  process._rawDebug(error);
  process.exit(97);
});
