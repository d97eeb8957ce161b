import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { Filters } from '../../../lib/cluster/scheduler/algorithm/filters';
import { PodInfo } from '../../../lib/cluster/scheduler/cache/pod-info';
import { DEFAULT_PROFILE } from '../../../lib/cluster/scheduler/default-profile';
import { explainScheduling, viewOf } from '../../../lib/cluster/scheduler/explain';
import type { Pod } from '../../../lib/kube/generated/core-v1';
import type { RuntimeClass } from '../../../lib/kube/generated/node-v1';
import type { PriorityClass } from '../../../lib/kube/generated/scheduling-v1';
import type { KubeObject } from '../../../lib/kube/object';
import { nodeOf, podOf, type SchedulingAnswer, type Situation, type SituationPod } from './situation';

const FOLDER = join(__dirname, '..', '..', 'golden', 'scheduling');

/** What admission takes from classes. */
function admitted(pod: SituationPod, objects: readonly KubeObject[]): Pod {
  const plain = podOf(pod);
  const { priorityClassName, runtimeClassName } = plain.spec!;
  const named = (kind: string, name: string | undefined) =>
    objects.find((object) => object.kind === kind && object.metadata.name === name);
  const priority = named('PriorityClass', priorityClassName) as PriorityClass | undefined;
  const runtime = named('RuntimeClass', runtimeClassName) as RuntimeClass | undefined;
  return {
    ...plain,
    spec: {
      ...plain.spec!,
      ...(priority ? { priority: priority.value, preemptionPolicy: priority.preemptionPolicy } : {}),
      ...(runtime?.overhead ? { overhead: runtime.overhead.podFixed } : {}),
    },
  };
}

function situationOf({ nodes, pods = [], objects = [] }: Situation) {
  const namespaces: readonly KubeObject[] = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } },
  ];
  const named = new Set(
    objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name),
  );
  return {
    nodes: nodes.map(nodeOf),
    pods: pods.map((pod) => admitted(pod, objects)),
    objects: [...objects, ...namespaces.filter(({ metadata }) => !named.has(metadata.name))].map((object) =>
      object.metadata.namespace
        ? object
        : { ...object, metadata: { ...object.metadata, namespace: 'default' } },
    ),
  };
}

/** The scores that were recorded, without those of a plugin that has no opinion. */
function expectedScores({ scores = {} }: SchedulingAnswer) {
  return Object.fromEntries(Object.entries(scores).filter(([plugin]) => plugin !== 'DynamicResources'));
}

describe.each(readdirSync(FOLDER).filter((file) => file.endsWith('.cases.yaml')))('%s', (file) => {
  const situations = parse(readFileSync(join(FOLDER, file), 'utf8')) as Situation[];
  const answers = JSON.parse(
    readFileSync(join(FOLDER, file.replace('.cases.yaml', '.answers.json')), 'utf8'),
  ) as SchedulingAnswer[];

  test.each(situations.map((situation, index) => [situation.name, situation, answers[index]!] as const))(
    '%s',
    (name, situation, answer) => {
      expect(answer.name).toBe(name);
      const pod = admitted(situation.pod, situation.objects ?? []);
      const { nodes, best, unschedulable } = explainScheduling(
        pod,
        situationOf(situation),
        Date.parse('2026-06-01'),
      );
      if (answer.message) {
        expect(unschedulable?.message).toBe(answer.message);
        expect(unschedulable?.preemption?.node).toBe(answer.nominatedNodeName);
        expect(unschedulable?.preemption?.victims.map((victim) => victim.pod.metadata.name).sort()).toEqual(
          answer.victims,
        );
        return;
      }
      expect(unschedulable).toBeUndefined();
      const feasible = nodes.filter(({ rejections }) => rejections.length === 0);
      if (answer.scores) {
        const scores: { [plugin: string]: { [node: string]: number } } = {};
        for (const node of feasible)
          for (const [plugin, score] of Object.entries(node.scores)) {
            scores[plugin] ??= {};
            scores[plugin][node.node] = score;
          }
        expect(scores).toEqual(expectedScores(answer));
        expect(best).toContain(answer.node);
      } else {
        expect(feasible.map(({ node }) => node)).toEqual([answer.node ?? answer.nominatedNodeName]);
      }
      if (answer.claims) {
        const view = viewOf(situationOf(situation));
        const filters = Filters.prepare(PodInfo.of(pod), view, DEFAULT_PROFILE);
        if ('preFilter' in filters) throw new Error('the pod is turned away');
        const { bindings = [], provisions = [] } =
          filters.volumes(view.nodes.get(answer.nominatedNodeName!)!) ?? {};
        expect({
          ...Object.fromEntries(
            bindings.map(({ claim, volume }) => [claim.metadata.name, volume.metadata.name]),
          ),
          ...Object.fromEntries(provisions.map((claim) => [claim.metadata.name, answer.nominatedNodeName])),
        }).toEqual(answer.claims);
      }
    },
  );
});
