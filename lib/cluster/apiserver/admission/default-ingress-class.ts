import { defaultClassOf } from '../../../kube/default-class';
import type { Ingress } from '../../../kube/generated/networking-v1';
import { IngressClasses } from '../../../kube/generated/resources';
import type { KubeObject } from '../../../kube/object';
import { type AdmissionPlugin, targets } from './plugin';

const MARKS = ['ingressclass.kubernetes.io/is-default-class'];
const OLD_ANNOTATION = 'kubernetes.io/ingress.class';

/** An Ingress that names no class gets the default one. */
export const defaultIngressClass: AdmissionPlugin = {
  name: 'DefaultIngressClass',
  handles: targets('ingresses.networking.k8s.io', ['CREATE']),

  mutate(object, _request, environment) {
    const ingress = object as Ingress;
    const named = ingress.spec?.ingressClassName ?? ingress.metadata.annotations?.[OLD_ANNOTATION];
    if (named !== undefined) return ingress;
    const chosen = defaultClassOf(environment.list(IngressClasses), MARKS);
    if (!chosen) return ingress;
    return { ...ingress, spec: { ...ingress.spec, ingressClassName: chosen.metadata.name } } as KubeObject;
  },
};
