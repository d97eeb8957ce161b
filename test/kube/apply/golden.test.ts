import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { equal } from '../../../lib/kube/frozen';
import type { Status } from '../../../lib/kube/generated/meta-v1';
import type { KubeObject } from '../../../lib/kube/object';
import { Kinds, Replay, readTopic } from './replay';

const topics = readdirSync(join(__dirname, '..', '..', 'golden', 'apply'))
  .filter((file) => file.endsWith('.cases.yaml'))
  .map((file) => file.replace('.cases.yaml', ''));

describe.each(topics)('%s', (topic) => {
  const { definitions, sequences } = readTopic(topic);
  const kinds = new Kinds(definitions);

  test.each(sequences.map((sequence) => [sequence.name, sequence] as const))('%s', (_, { steps }) => {
    const replay = new Replay(kinds);
    steps.forEach(({ step, answer }, index) => {
      const place = `step ${index + 1}`;
      const before = replay.live;
      const { managed, applied, refused } = replay.play(step, answer);
      const refusal = answer.code === 422 ? undefined : answer.status;
      expect([place, refused && sorted(refused)]).toEqual([place, refusal && sorted(refusal)]);
      if (!answer.object) return;
      const recorded = answer.object.metadata.managedFields ?? [];
      expect([place, managed!.encode()]).toEqual([place, recorded]);
      if (kinds.isBuiltIn(answer.object))
        expect(JSON.stringify(managed!.encode())).toBe(JSON.stringify(recorded));
      if (applied && step.subresource !== 'scale') {
        const merged = partOf(kinds.decoded(applied), step.subresource);
        const part = partOf(replay.live!, step.subresource);
        expect([place, differences(merged, part, before, '')]).toEqual([place, step.elsewhere ?? []]);
      }
    });
  });
});

/** The real server goes through conflicting managers in random order. */
function sorted(status: Status): Status {
  const causes = [...(status.details?.causes ?? [])].sort((a, b) =>
    `${a.message}${a.field}` < `${b.message}${b.field}` ? -1 : 1,
  );
  return status.details?.causes ? { ...status, details: { ...status.details, causes } } : status;
}

/** What a write through a part of an object leaves as the server merged it; the rest is reset. */
function partOf(object: KubeObject, subresource: string | undefined): { readonly [field: string]: unknown } {
  const { status, ...others } = object as KubeObject & { readonly status?: unknown };
  if (subresource === 'status') return { status };
  return subresource ? { spec: (others as { readonly spec?: unknown }).spec } : { ...others };
}

const SET_BY_SERVER =
  /^\.(status|metadata\.(uid|creationTimestamp|generation|namespace)|spec\.(clusterIPs?|ipFamil.*))$/;

/**
 * Where the merged object is not what the server answered. The answer may have more: what defaulting added. But what it
 * has as it was before, the merge must not have taken away.
 */
function differences(merged: unknown, recorded: unknown, before: unknown, path: string): string[] {
  if (equal(merged, recorded) || SET_BY_SERVER.test(path)) return [];
  if (Array.isArray(merged) && Array.isArray(recorded) && merged.length === recorded.length)
    return merged.flatMap((one, index) => differences(one, recorded[index], undefined, `${path}[${index}]`));
  if (!isMap(merged) || !isMap(recorded)) return [path];
  return Object.keys({ ...merged, ...recorded }).flatMap((key) => {
    const old = isMap(before) ? before[key] : undefined;
    if (key in merged) return differences(merged[key], recorded[key], old, `${path}.${key}`);
    const wasTaken = old !== undefined && equal(old, recorded[key]) && !SET_BY_SERVER.test(`${path}.${key}`);
    return wasTaken ? [`${path}.${key}`] : [];
  });
}

function isMap(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
