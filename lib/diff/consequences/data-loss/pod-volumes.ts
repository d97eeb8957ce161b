import { podSpecOf, templateField, type Workload } from '../../../kube/workloads';
import type { Consequence } from '../../change';
import { type PairChange, workloadsOf } from '../../context';
import { changesBelow, pathsOf } from '../../field-lookup';
import { describeWorkload } from '../../wording';

/** Pods that used to mount a claim, and now find something else at that place. */
export function* claimVolumes(change: PairChange): Generator<Consequence> {
  const { before, after } = workloadsOf(change);
  if (!before || !after || change.action === 'rename') return;
  const now = new Map(mountsOf(after).map((mount) => [mount.path, mount]));
  for (const { path, claim } of mountsOf(before)) {
    if (claim === undefined || now.get(path)?.claim === claim) continue;
    const other = now.get(path);
    const found = !other
      ? 'nothing is mounted there'
      : other.claim
        ? `claim ${other.claim} is`
        : 'another volume is';
    yield {
      type: 'data-loss',
      severity: 'warning',
      fields: pathsOf(
        changesBelow(
          change.fields,
          templateField(after, 'spec.volumes'),
          templateField(after, 'spec.containers'),
        ).filter((field) => /volumes|volumeMounts/.test(field.path)),
      ),
      message: `${describeWorkload(after)} no longer finds the data of claim ${claim} at ${path}: ${found}`,
    };
  }
}

interface Mount {
  /** With the container: `web:/data`. */
  readonly path: string;
  /** Undefined for a volume that is no claim. */
  readonly claim: string | undefined;
}

function mountsOf(workload: Workload): readonly Mount[] {
  const spec = podSpecOf(workload);
  const claims = new Map(
    (spec.volumes ?? []).map(({ name, persistentVolumeClaim }) => [name, persistentVolumeClaim?.claimName]),
  );
  return (spec.containers ?? []).flatMap((container) =>
    (container.volumeMounts ?? [])
      // The claims of a StatefulSet's templates are no volumes of its pods.
      .filter(({ name }) => claims.has(name))
      .map(({ name, mountPath }) => ({ path: `${container.name}:${mountPath}`, claim: claims.get(name) })),
  );
}
