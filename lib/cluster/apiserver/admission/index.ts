import type { Random } from '../../clock/random';
import { certificateApproval } from './certificate-approval';
import { certificateSigning } from './certificate-signing';
import { certificateSubjectRestriction } from './certificate-subject-restriction';
import { defaultIngressClass } from './default-ingress-class';
import { defaultStorageClass } from './default-storage-class';
import { defaultTolerationSeconds } from './default-toleration-seconds';
import { limitRanger } from './limit-ranger';
import { mutatingAdmissionPolicy } from './mutating-admission-policy';
import { namespaceLifecycle } from './namespace-lifecycle';
import { nodeDeclaredFeatureValidator } from './node-declared-feature-validator';
import { persistentVolumeClaimResize } from './persistent-volume-claim-resize';
import type { AdmissionPlugin } from './plugin';
import { podResizeValidator } from './pod-resize-validator';
import { podSecurity } from './pod-security';
import { podTopologyLabels } from './pod-topology-labels';
import { priority } from './priority';
import { resourceQuota } from './resource-quota';
import { runtimeClass } from './runtime-class';
import { serviceAccount } from './service-account';
import { storageObjectInUseProtection } from './storage-object-in-use-protection';
import { taintNodesByCondition } from './taint-nodes-by-condition';
import { validatingAdmissionPolicy } from './validating-admission-policy';
import { mutatingWebhooks } from './webhooks/mutating-webhooks';
import { validatingWebhooks } from './webhooks/validating-webhooks';

/**
 * The plugins that are on by default, in the order of kube-apiserver 1.36. Those whose feature is off by default do
 * nothing there, and are left out: ClusterTrustBundleAttest, PodGroupProtection, PodGroupWorkloadExists, JobValidation.
 */
export function defaultAdmission(random: Random): readonly AdmissionPlugin[] {
  return [
    namespaceLifecycle,
    limitRanger,
    serviceAccount(random),
    taintNodesByCondition,
    podSecurity,
    priority,
    defaultTolerationSeconds,
    defaultStorageClass,
    storageObjectInUseProtection,
    persistentVolumeClaimResize,
    runtimeClass,
    certificateApproval,
    certificateSigning,
    certificateSubjectRestriction,
    defaultIngressClass,
    podTopologyLabels,
    nodeDeclaredFeatureValidator,
    podResizeValidator,
    mutatingAdmissionPolicy,
    mutatingWebhooks,
    validatingAdmissionPolicy,
    validatingWebhooks,
    resourceQuota,
  ];
}
