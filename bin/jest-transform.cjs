'use strict';
// Lets Jest run TypeScript: `transform: { '\\.ts$': 'seaworthy/jest-transform' }`. Types are not checked: tsc does that.
const { createHash } = require('node:crypto');
const { compile, OPTIONS } = require('./typescript.cjs');

// Jest runs each file in a context without native dynamic import.
const options = { ...OPTIONS, preserveDynamicImport: false };

module.exports = {
  process: (source, filename) => ({ code: compile(source, filename, options) }),
  getCacheKey: (source, filename) =>
    createHash('sha256').update(JSON.stringify(options)).update(filename).update(source).digest('hex'),
};
