import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Answer, play, type Scene } from './scene';
import { SimulatedStage } from './simulated-stage';

const FOLDER = join(__dirname, '../../../golden/authorization');
const ENDING = '.cases.yaml';

const files = readdirSync(FOLDER)
  .filter((file) => file.endsWith(ENDING))
  .map((file) => file.slice(0, -ENDING.length));

describe.each(files)('%s', (file) => {
  const scenes = parse(readFileSync(join(FOLDER, `${file}${ENDING}`), 'utf8')) as Scene[];
  const recorded = JSON.parse(readFileSync(join(FOLDER, `${file}.answers.json`), 'utf8')) as {
    readonly scene: string;
    readonly answers: readonly Answer[];
  }[];
  const stage = new SimulatedStage();

  test.each(scenes.map((scene, index) => [scene.name, scene, recorded[index]!] as const))(
    '%s',
    async (_name, scene, { answers }) => {
      expect(await play(scene, stage)).toEqual(answers);
      expect(stage.defects).toEqual([]);
    },
  );
});
