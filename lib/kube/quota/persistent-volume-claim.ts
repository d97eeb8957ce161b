import { equal } from '../frozen';
import type { PersistentVolumeClaim } from '../generated/core-v1';
import { Quantity } from '../quantity';
import { matchesRequirement } from '../selectors/requirement';
import { claimClass } from '../storage-class-of';
import { countName, type Evaluator, type Scope } from './evaluator';
import { scopeRequirement } from './scope-requirement';

const COUNT = countName({ group: '', resource: 'persistentvolumeclaims' });
const NAMES = ['persistentvolumeclaims', 'requests.storage'];
const OF_CLASS = '.storageclass.storage.k8s.io/';

/** Claims count themselves and the storage they ask for: in all, and per storage class. */
export const persistentVolumeClaimEvaluator: Evaluator<PersistentVolumeClaim> = {
  countsFor: (name) =>
    name === COUNT || NAMES.some((one) => name === one || name.endsWith(`${OF_CLASS}${one}`)),

  usage(claim) {
    const usage = new Map([
      ['persistentvolumeclaims', Quantity.of(1)],
      [COUNT, Quantity.of(1)],
    ]);
    const className = claimClass(claim);
    if (className) usage.set(`${className}${OF_CLASS}persistentvolumeclaims`, Quantity.of(1));
    const storage = storageOf(claim);
    if (storage) {
      usage.set('requests.storage', storage);
      if (className) usage.set(`${className}${OF_CLASS}requests.storage`, storage);
    }
    return usage;
  },

  matchesScope,

  changedBy(claim, old, subresource) {
    if (subresource === '') return true;
    if (subresource !== 'status') return false;
    const { allocatedResources } = claim.status ?? {};
    return (
      !equal(allocatedResources, old.status?.allocatedResources) ||
      !equal(attributesClasses(claim), attributesClasses(old))
    );
  },
};

/** In whole bytes; what a resize has allocated already counts even if less is asked for now. */
function storageOf({ spec, status }: PersistentVolumeClaim): Quantity | undefined {
  const asked = spec?.resources?.requests?.['storage'];
  if (asked === undefined) return undefined;
  const wanted = Quantity.parse(asked).roundUp(0);
  const allocated = status?.allocatedResources?.['storage'];
  if (allocated === undefined) return wanted;
  const held = Quantity.parse(allocated).roundUp(0);
  return held.compare(wanted) > 0 ? held : wanted;
}

function matchesScope(scope: Scope, claim: PersistentVolumeClaim): boolean {
  if (scope.scopeName !== 'VolumeAttributesClass') return false;
  const names = attributesClasses(claim);
  const requirement = scopeRequirement(scope);
  if (names.length === 0) return matchesRequirement(requirement, {});
  return names.some((name) => matchesRequirement(requirement, { VolumeAttributesClass: name }));
}

function attributesClasses({ spec, status }: PersistentVolumeClaim): string[] {
  const { currentVolumeAttributesClassName, modifyVolumeStatus } = status ?? {};
  const target = modifyVolumeStatus?.targetVolumeAttributesClassName;
  const names = [spec?.volumeAttributesClassName, currentVolumeAttributesClassName, target];
  return [...new Set(names.filter((name) => name !== undefined && name !== ''))].sort() as string[];
}
