import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Observation } from './observation';
import { replay } from './replay';
import { namespaceOf, type Scenario } from './scenario';

const FOLDER = join(__dirname, '..', '..', '..', 'golden', 'controllers');

interface Answer {
  readonly name: string;
  readonly observations: readonly Observation[];
}

const files = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.cases.yaml'))
  .map((file) => file.slice(0, -'.cases.yaml'.length));

/** Controllers leave behind what the real ones left; see tools/record-controllers.ts. */
describe.each(files)('%s', (file) => {
  const scenarios = parse(readFileSync(join(FOLDER, `${file}.cases.yaml`), 'utf8')) as Scenario[];
  const answers = JSON.parse(readFileSync(join(FOLDER, `${file}.answers.json`), 'utf8')) as Answer[];

  test('every scenario has been recorded', () => {
    expect(answers.map(({ name }) => name)).toEqual(scenarios.map(({ name }) => name));
  });

  test.each(scenarios.map((scenario, index) => [scenario.name, scenario, index] as const))(
    '%s',
    (_name, scenario, index) => {
      expect(replay(scenario, namespaceOf(file, index))).toEqual(answers[index]!.observations);
    },
  );
});
