import type { IConstruct } from 'constructs';
import type { PersistentVolumeClaimSpec } from '../kube/generated/core-v1';
import { checkQuantity } from './authoring/quantities';

/** Storage that outlives the pod that uses it. */
export interface ClaimProps {
  /** How much: bytes with a suffix, such as `10Gi`. */
  readonly size: string;
  /**
   * The StorageClass it comes from.
   *
   * @default the cluster's default class
   */
  readonly storageClass?: string;
  /**
   * Who may mount it: the pods of one node, one pod alone, or pods of all nodes.
   *
   * @default 'ReadWriteOnce'
   */
  readonly access?: 'ReadWriteOnce' | 'ReadWriteOncePod' | 'ReadWriteMany';
}

/** The specification of a claim; reports a size that is none. */
export function claimSpec(
  owner: IConstruct,
  field: string,
  { size, storageClass, access = 'ReadWriteOnce' }: ClaimProps,
): PersistentVolumeClaimSpec {
  checkQuantity(owner, `${field}.size`, size);
  return {
    accessModes: [access],
    ...(storageClass !== undefined && { storageClassName: storageClass }),
    resources: { requests: { storage: size } },
  };
}
