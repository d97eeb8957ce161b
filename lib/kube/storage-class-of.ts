import type { PersistentVolumeClaim } from './generated/core-v1';
import { STORAGE_CLASS } from './validation/persistent-volume-claim';

/** The storage class a claim names, by annotation of old or by field; empty when it names none, or none is wanted. */
export function claimClass({ metadata, spec }: PersistentVolumeClaim): string {
  return metadata.annotations?.[STORAGE_CLASS] ?? spec?.storageClassName ?? '';
}

/** Whether the claim says anything about its class, be it that it wants none. */
export function namesClass({ metadata, spec }: PersistentVolumeClaim): boolean {
  return metadata.annotations?.[STORAGE_CLASS] !== undefined || spec?.storageClassName !== undefined;
}
