'use strict';
// Jest compiles with the same compiler as the program itself.
const { createHash } = require('node:crypto');
const { compile, OPTIONS } = require('../bin/typescript.cjs');

// Jest runs each file in a context without native dynamic import.
const options = { ...OPTIONS, preserveDynamicImport: false };

module.exports = {
  process: (source, filename) => ({
    code: compile(
      source,
      filename,
      filename.endsWith('.ts') ? options : { ...options, transforms: ['imports'] },
    ),
  }),
  getCacheKey: (source, filename) =>
    createHash('sha256').update(JSON.stringify(options)).update(filename).update(source).digest('hex'),
};
