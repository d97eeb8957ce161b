import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { SchedulingCluster } from './scheduling-cluster';
import { type Change, type SchedulingAnswer, type Situation, SUBJECT } from './situation';

const FOLDER = join(__dirname, '..', '..', 'golden', 'scheduling');
const situations = parse(readFileSync(join(FOLDER, 'changes.cases.yaml'), 'utf8')) as Situation[];
const answers = JSON.parse(readFileSync(join(FOLDER, 'changes.answers.json'), 'utf8')) as SchedulingAnswer[];

function apply(cluster: SchedulingCluster, change: Change): void {
  if (change.createNode) cluster.addNode(change.createNode);
  if (change.createPod) cluster.addPod(change.createPod);
  if (change.create) cluster.add(change.create);
  if (change.patch) cluster.patch(change.patch);
  if (change.patchStatus) cluster.patch(change.patchStatus, 'status');
  if (change.delete) cluster.remove(change.delete);
}

test.each(situations.map((situation, index) => [situation.name, situation, answers[index]!] as const))(
  '%s',
  (name, { objects = [], nodes, pods = [], pod, change }, answer) => {
    expect(answer.name).toBe(name);
    const cluster = new SchedulingCluster();
    for (const object of objects) cluster.add(object);
    for (const node of nodes) cluster.addNode(node);
    for (const one of pods) cluster.addPod(one);
    cluster.settle();
    cluster.addPod(pod);
    cluster.settle();
    expect(cluster.problem(SUBJECT)).toBe(`${answer.reason}: ${answer.message}`);
    apply(cluster, change!);
    cluster.settle();
    // Every attempt leaves an event: the second is about a pod that the first one changed.
    expect(cluster.events(SUBJECT).length > 1).toBe(answer.triedAgain);
    cluster.stop();
  },
);
