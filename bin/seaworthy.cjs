#!/usr/bin/env node
'use strict';
// In the published package the program is compiled; in a clone it runs from its sources.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const compiled = join(__dirname, '..', 'build', 'lib', 'cli', 'main.js');
const source = join(__dirname, '..', 'lib', 'cli', 'main.ts');
if (existsSync(source)) require('./typescript.cjs');
require(existsSync(source) ? source : compiled).main(process.argv.slice(2));
