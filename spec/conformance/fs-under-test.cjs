/** What stands for `fs` in the copies of node's tests: settings come as JSON in the environment. */
'use strict';
const fs = require('node:fs');
const path = require('node:path');

const { subject, library, url, options, memfs, files, temporary, standIns, standIn } = JSON.parse(
  process.env.FS_UNDER_TEST,
);

const subjects = {
  node: () => fs,
  smbfs() {
    const { SmbFs } = require(library);
    return new SmbFs(url, options).fs;
  },
  memfs() {
    const { createFsFromVolume, Volume } = require(memfs);
    const filled = createFsFromVolume(new Volume());
    for (const folder of files) fill(filled, folder);
    filled.mkdirSync(temporary, { recursive: true });
    for (const file of standIns) {
      filled.mkdirSync(path.dirname(file), { recursive: true });
      filled.writeFileSync(file, fs.readFileSync(standIn));
    }
    return filled;
  },
};

/** Copies what is at a path to the same path of another file system. */
function fill(target, place) {
  if (fs.statSync(place).isDirectory()) {
    target.mkdirSync(place, { recursive: true });
    for (const name of fs.readdirSync(place)) fill(target, path.join(place, name));
  } else {
    target.mkdirSync(path.dirname(place), { recursive: true });
    target.writeFileSync(place, fs.readFileSync(place));
  }
}

if (subject !== 'node') {
  // The kernel knows none of the folders that a test makes and enters.
  let directory = process.cwd();
  process.cwd = () => directory;
  process.chdir = (to) => {
    directory = path.resolve(directory, to);
  };
}

module.exports = subjects[subject]();
