/**
 * Records what expressions come to in Kubernetes: the Go code of its API server evaluates them. Needs the Go toolchain.
 *
 *   node -r ./bin/typescript.cjs tools/record-cel.ts
 *
 * Each test/golden/cel/NAME.cases.yaml is a list of groups of expressions (see test/kube/cel/recorded.ts); what they
 * come to goes to NAME.answers.json.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import type { ExpressionAnswer, ExpressionGroup } from '../test/kube/cel/recorded';
import { runGo } from './run-go';

const FOLDER = join(__dirname, '..', 'test', 'golden', 'cel');
const ENDING = '.cases.yaml';
const VERSION = 'v0.36.3';

const PROGRAM = readFileSync(join(__dirname, 'cel-recorder', 'main.go'), 'utf8');

function record(groups: readonly ExpressionGroup[]): ExpressionAnswer[] {
  const file = join(tmpdir(), `record-cel-${process.pid}.json`);
  writeFileSync(file, JSON.stringify(groups));
  const printed = runGo({
    program: PROGRAM,
    modules: ['apiserver', 'apimachinery'],
    version: VERSION,
    args: [file],
  });
  return JSON.parse(printed) as ExpressionAnswer[];
}

for (const file of readdirSync(FOLDER).filter((name) => name.endsWith(ENDING))) {
  const groups = parse(readFileSync(join(FOLDER, file), 'utf8')) as ExpressionGroup[];
  const lines = record(groups).map((answer) => JSON.stringify(answer));
  writeFileSync(join(FOLDER, `${basename(file, ENDING)}.answers.json`), `[\n${lines.join(',\n')}\n]\n`);
  console.log(`${file}: ${lines.length} answers`);
}
