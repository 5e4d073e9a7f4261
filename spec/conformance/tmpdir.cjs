/** Stands for `test/common/tmpdir.js`: the temporary folder of a test, which is there and empty when the test begins. */
'use strict';
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const fs = require('fs-under-test');

const { temporary } = JSON.parse(process.env.FS_UNDER_TEST);
let refreshed = 0;

exports.path = temporary;
exports.resolve = (...parts) => path.resolve(temporary, ...parts);
exports.fileURL = (...parts) => pathToFileURL(path.resolve(`${temporary}/`, ...parts));
exports.hasEnoughSpace = (size) => {
  const { bavail, bsize } = fs.statfsSync(temporary);
  return bavail * bsize >= size;
};
exports.refresh = () => {
  if (refreshed++ === 0) return;
  fs.rmSync(temporary, { recursive: true, force: true });
  fs.mkdirSync(temporary);
};
