import type { FieldPathElements } from '../../../kube/apply/field-set';
import type { ReplicasPaths } from '../../../kube/apply/scale-ownership';
import type { CustomVersion } from '../../../kube/custom-resource/custom-version';
import { fieldsOfPath, valueAt, withValueAt } from '../../../kube/custom-resource/scale-paths';
import type { CustomResourceSubresourceScale } from '../../../kube/generated/apiextensions-v1';
import type { LabelSelector as LabelSelectorObject } from '../../../kube/generated/meta-v1';
import { goQuote } from '../../../kube/go-format';
import { apiVersionOf, type KubeObject } from '../../../kube/object';
import type { JsonObject } from '../../../kube/record';
import type { ResourceInfo } from '../../../kube/resource-catalogue';
import { LabelSelector } from '../../../kube/selectors/label-selector';
import { internalError } from '../../../kube/status';

/** Where a kind keeps what its Scale shows. */
export interface ScalePlaces {
  /** The field of the replica count, per version. */
  readonly paths: ReplicasPaths;
  read(object: KubeObject): ScaleParts;
  write(object: KubeObject, replicas: number): KubeObject;
}

interface ScaleParts {
  readonly replicas: number;
  readonly observed: number;
  readonly selector: string;
}

export function placesOf(info: ResourceInfo): ScalePlaces {
  return info.custom ? customPlaces(info.custom) : builtInPlaces(apiVersionOf(info));
}

interface Scalable extends KubeObject {
  readonly spec: { readonly replicas?: number; readonly selector?: unknown };
  readonly status?: { readonly replicas?: number };
}

const REPLICAS: FieldPathElements = ['f:spec', 'f:replicas'];

function builtInPlaces(apiVersion: string): ScalePlaces {
  return {
    paths: new Map([[apiVersion, REPLICAS]]),
    read: (object) => {
      const { spec, status } = object as Scalable;
      const selector = printSelector(spec.selector);
      return { replicas: spec.replicas ?? 0, observed: status?.replicas ?? 0, selector };
    },
    write: (object, replicas) => {
      const { spec, ...rest } = object as Scalable;
      return { ...rest, spec: { ...spec, replicas } } as KubeObject;
    },
  };
}

/** ReplicationControllers have a plain map, the others a LabelSelector. */
function printSelector(selector: unknown): string {
  if (typeof selector !== 'object' || selector === null) return '';
  const isObject = 'matchLabels' in selector || 'matchExpressions' in selector;
  return String(
    isObject
      ? LabelSelector.of(selector as LabelSelectorObject)
      : LabelSelector.ofMap(selector as Record<string, string>),
  );
}

function customPlaces({ definition, version }: CustomVersion): ScalePlaces {
  const { group, versions } = definition.spec;
  const scale = version.subresources!.scale!;
  return {
    paths: new Map(
      versions.map(({ name, subresources }) => [
        apiVersionOf({ group, version: name }),
        subresources?.scale && elementsOf(subresources.scale.specReplicasPath),
      ]),
    ),
    read: (object) => readAt(object, scale),
    write: (object, replicas) =>
      withValueAt(object as unknown as JsonObject, scale.specReplicasPath, replicas) as unknown as KubeObject,
  };
}

function elementsOf(path: string): FieldPathElements {
  return fieldsOfPath(path).map((name) => `f:${name}` as const);
}

function readAt(object: KubeObject, scale: CustomResourceSubresourceScale): ScaleParts {
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = scale;
  const replicas = valueAt(object, specReplicasPath);
  if (replicas === undefined)
    throw internalError(`the spec replicas field ${goQuote(specReplicasPath)} does not exist`);
  return {
    replicas: replicas as number,
    observed: (valueAt(object, statusReplicasPath) ?? 0) as number,
    selector: labelSelectorPath === undefined ? '' : String(valueAt(object, labelSelectorPath) ?? ''),
  };
}
