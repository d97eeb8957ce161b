/**
 * Records what Go finds with regular expressions, or says about them. Needs the Go toolchain.
 *
 *   node -r ./bin/typescript.cjs tools/record-go-regexp.ts
 *
 * The expressions and texts are those of test/golden/go-regexp/expressions.cases.yaml; answers go to
 * expressions.answers.json.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { runGo } from './run-go';

const FOLDER = join(__dirname, '..', 'test', 'golden', 'go-regexp');
const PROGRAM = readFileSync(join(__dirname, 'go-regexp-recorder', 'main.go'), 'utf8');

const folder = mkdtempSync(join(tmpdir(), 'record-go-regexp-'));
const file = join(folder, 'cases.json');
writeFileSync(file, JSON.stringify(parse(readFileSync(join(FOLDER, 'expressions.cases.yaml'), 'utf8'))));
const answers = JSON.parse(
  runGo({ program: PROGRAM, modules: [], version: '', args: [file] }),
) as readonly unknown[];
rmSync(folder, { recursive: true });
const lines = answers.map((answer) => JSON.stringify(answer));
writeFileSync(join(FOLDER, 'expressions.answers.json'), `[\n${lines.join(',\n')}\n]\n`);
console.log(`${answers.length} expressions`);
