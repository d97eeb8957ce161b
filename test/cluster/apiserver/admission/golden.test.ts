import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { replay } from './golden/replay';
import type { Answer, Scenario } from './golden/scenario';

const FOLDER = join(__dirname, '..', '..', '..', 'golden', 'admission');
const ENDING = '.cases.yaml';

const files = readdirSync(FOLDER).filter((file) => file.endsWith(ENDING));

describe.each(files.map((file) => file.slice(0, -ENDING.length)))('%s', (file) => {
  const scenarios = parse(readFileSync(join(FOLDER, `${file}${ENDING}`), 'utf8')) as Scenario[];
  const recorded = JSON.parse(readFileSync(join(FOLDER, `${file}.answers.json`), 'utf8')) as Answer[][];

  test.each(scenarios.map(({ name }, index) => [name, index] as const))('%s', (_name, index) => {
    expect(replay(scenarios[index]!, `${file}-${index}`)).toEqual(recorded[index]);
  });
});
