import type { FieldPath } from '../field-path';
import type { PersistentVolumeClaimSpec } from '../generated/core-v1';
import { fractionalBytesWarnings } from './fractional-bytes';

/** Warnings about the spec of a PersistentVolumeClaim. */
export function claimSpecWarnings({ resources }: PersistentVolumeClaimSpec, path: FieldPath): string[] {
  const at = path.child('resources');
  return [
    ...fractionalBytesWarnings(resources?.requests, ['storage'], at.child('requests')),
    ...fractionalBytesWarnings(resources?.limits, ['storage'], at.child('limits')),
  ];
}
