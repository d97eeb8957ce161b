/**
 * Records what the rules in schemas of custom resources (`x-kubernetes-validations`) say: the Go code of Kubernetes' API
 * server evaluates them. Needs the Go toolchain.
 *
 *   node -r ./bin/typescript.cjs tools/record-cel-rules.ts
 *
 * The schemas and objects are those of test/golden/cel-rules/rules.cases.yaml; what is said of them goes to
 * rules.answers.json.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { RuleAnswer, RuleCase } from '../test/kube/cel/recorded-rules';
import { runGo } from './run-go';

const FOLDER = join(__dirname, '..', 'test', 'golden', 'cel-rules');
const PROGRAM = readFileSync(join(__dirname, 'cel-recorder', 'rules', 'main.go'), 'utf8');

const cases = parse(readFileSync(join(FOLDER, 'rules.cases.yaml'), 'utf8')) as RuleCase[];
const folder = mkdtempSync(join(tmpdir(), 'record-cel-rules-'));
const file = join(folder, 'cases.json');
writeFileSync(file, JSON.stringify(cases));
const modules = ['apiextensions-apiserver', 'apiserver', 'apimachinery'];
const answers = JSON.parse(
  runGo({ program: PROGRAM, modules, version: 'v0.36.3', args: [file] }),
) as RuleAnswer[];
rmSync(folder, { recursive: true });
const lines = answers.map((answer) => JSON.stringify(answer));
writeFileSync(join(FOLDER, 'rules.answers.json'), `[\n${lines.join(',\n')}\n]\n`);
console.log(`${answers.length} schemas`);
