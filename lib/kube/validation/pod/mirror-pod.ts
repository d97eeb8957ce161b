import { FieldPath } from '../../field-path';

/** The annotation of a pod that only mirrors what a kubelet runs from a file. */
export const MIRROR_POD = 'kubernetes.io/config.mirror';

/** Where Kubernetes reports what such pods cannot do at all: its path without a name prints like this. */
export const WHOLE_OBJECT = FieldPath.of('[]');
