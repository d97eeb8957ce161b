import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { InformerFactory } from '../../../../lib/client/informer';
import { ConfigMaps, Events, Pods, Secrets } from '../../../../lib/kube/generated/resources';
import { World } from '../world';
import { type Observation, observe, type Sighting } from './observation';
import { workloadOf } from './process-words';
import { podOf, type Scenario, type Step } from './scenario';

const FOLDER = join(__dirname, '..', '..', '..', 'golden', 'kubelet');
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.cases.yaml'));

/** Milliseconds after the kubelet has looked at its containers at which recordings begin. */
const OFFSET = 50;

function play(scenario: Scenario): Observation {
  const { steps = [], until } = scenario;
  const world = new World({
    nodes: [{ name: 'a', capacity: { cpu: '1', memory: '3840Mi' } }],
    workloads: imagesOf(scenario).map((image) => ({ image, workload: workloadOf(image) })),
  });
  world.advance(OFFSET);
  const began = world.seconds;
  const sightings: Sighting[] = [];
  const see = (sighting: Omit<Sighting, 'at'>) => sightings.push({ at: world.seconds - began, ...sighting });
  const informers = new InformerFactory(world.admin);
  informers.of(Pods).on({
    added: (pod) => see({ pod }),
    updated: (pod) => see({ pod }),
    deleted: (pod) => see({ pod, isDeleted: true }),
  });
  informers.of(Events).on({
    added: (event) => see({ event }),
    updated: (event) => see({ event }),
  });
  informers.start();
  sightings.length = 0;
  world.admin.create(Pods, podOf(scenario));
  for (const step of steps) {
    world.runTo(began + step.at);
    act(world, scenario, step);
  }
  world.runTo(began + until);
  const about = sightings.filter(({ event }) => !event || event.involvedObject.name === scenario.name);
  return observe(about, steps[0]?.at ?? until);
}

function imagesOf(scenario: Scenario): readonly string[] {
  return [...JSON.stringify(scenario).matchAll(/"image":"([^"]*)"/g)].map(([, image]) => image!);
}

function act({ admin }: World, { name }: Scenario, step: Step): void {
  if ('create' in step) admin.create(step.create.kind === 'Secret' ? Secrets : ConfigMaps, step.create);
  else if ('delete' in step) admin.delete(Pods, 'default', name, step.delete);
  else admin.patch(Pods, 'default', name, 'strategic', step.patch, { subresource: step.subresource });
}

describe.each(files)('%s', (file) => {
  const scenarios: Scenario[] = parse(readFileSync(join(FOLDER, file), 'utf8'));
  const answers: Observation[] = JSON.parse(
    readFileSync(join(FOLDER, file.replace('.cases.yaml', '.answers.json')), 'utf8'),
  );

  test.each(scenarios.map(({ name }, index) => [name, index] as const))('%s', (_name, index) => {
    expect(play(scenarios[index]!)).toEqual(answers[index]);
  });
});
