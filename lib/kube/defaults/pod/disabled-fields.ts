import { memoize } from '../../frozen';
import type { Container, EphemeralContainer, PodSpec, Volume } from '../../generated/core-v1';
import { changeElements, changeField, withField } from '../defaulting';
import { freezeLike } from './pod-spec';

/**
 * A pod's spec without the fields of features that Kubernetes turns off unless it is told otherwise: their values are
 * dropped before they are stored. Remembered per frozen spec.
 */
export const withoutDisabledFields: (spec: PodSpec) => PodSpec = memoize((spec) => {
  let kept = withField(spec, 'schedulingGroup', undefined);
  kept = changeElements(kept, 'volumes', withoutCertificates);
  for (const field of ['initContainers', 'containers'] as const)
    kept = changeElements(kept, field, withoutStopSignal);
  return freezeLike(spec, changeElements(kept, 'ephemeralContainers', withoutStopSignal));
});

/** Features ClusterTrustBundleProjection and PodCertificateRequest. */
function withoutCertificates(volume: Volume): Volume {
  return changeField(volume, 'projected', (projected) =>
    changeElements(projected, 'sources', (source) =>
      withField(withField(source, 'clusterTrustBundle', undefined), 'podCertificate', undefined),
    ),
  );
}

/** Feature ContainerStopSignals. A lifecycle without anything else goes with it. */
function withoutStopSignal<C extends Container | EphemeralContainer>(container: C): C {
  const { lifecycle } = container;
  if (lifecycle?.stopSignal === undefined) return container;
  const kept = withField(lifecycle, 'stopSignal', undefined);
  return withField<Container, 'lifecycle'>(
    container,
    'lifecycle',
    kept.postStart || kept.preStop ? kept : undefined,
  ) as C;
}
