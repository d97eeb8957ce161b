/**
 * Records what the rules of custom resources cost at most: the Go code of Kubernetes' API server estimates it. Needs the
 * Go toolchain.
 *
 *   node -r ./bin/typescript.cjs tools/record-cel-costs.ts
 *
 * The schemas and expressions are those of test/golden/cel-rules/costs.cases.yaml; the estimates go to
 * costs.answers.json.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { CostAnswer, CostCase } from '../test/kube/cel/recorded-costs';
import { runGo } from './run-go';

const FOLDER = join(__dirname, '..', 'test', 'golden', 'cel-rules');
const PROGRAM = readFileSync(join(__dirname, 'cel-recorder', 'costs', 'main.go'), 'utf8');

const cases = parse(readFileSync(join(FOLDER, 'costs.cases.yaml'), 'utf8')) as CostCase[];
const folder = mkdtempSync(join(tmpdir(), 'record-cel-costs-'));
const file = join(folder, 'cases.json');
writeFileSync(file, JSON.stringify(cases));
const modules = ['apiextensions-apiserver', 'apiserver', 'apimachinery'];
const answers = JSON.parse(
  runGo({ program: PROGRAM, modules, version: 'v0.36.3', args: [file] }),
) as CostAnswer[];
rmSync(folder, { recursive: true });
const lines = answers.map((answer) => JSON.stringify(answer));
writeFileSync(join(FOLDER, 'costs.answers.json'), `[\n${lines.join(',\n')}\n]\n`);
console.log(`${answers.length} schemas`);
