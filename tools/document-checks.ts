/** Writes the rules into docs/checks.md: `node -r ./bin/typescript.cjs tools/document-checks.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULE_FAMILIES } from '../lib/checks/registry';
import { rulesMarkdown } from '../lib/report/findings/rules-markdown';

const FILE = join(__dirname, '..', 'docs', 'checks.md');
const START = '<!-- rules: written by tools/document-checks.ts -->\n';

const text = readFileSync(FILE, 'utf8');
const start = text.indexOf(START) + START.length;
writeFileSync(FILE, `${text.slice(0, start)}\n${rulesMarkdown(RULE_FAMILIES)}\n`);
