import { changeField, fillEmpty, withField } from '../defaults/defaulting';
import type { FieldError } from '../field-error';
import { invalidValue } from '../field-error';
import { FieldPath } from '../field-path';
import type { Namespace } from '../generated/core-v1';
import { goTyped } from '../go-format';
import { nameIsDnsLabel } from '../names';
import type { Strategy } from '../strategy';
import { validateFinalizerName, validateKnownFinalizer } from '../validation/object-meta';
import { validateOwnMetadata, validateOwnMetadataUpdate } from '../validation/own-metadata';

const NAME_LABEL = 'kubernetes.io/metadata.name';
const FINALIZER = 'kubernetes';
const FINALIZERS = FieldPath.of('spec').child('finalizers');
const PHASE = FieldPath.of('status').child('Phase');
const SCOPE = { namespaced: false, nameRule: nameIsDnsLabel };

/** A namespace carries its name as a label, and stays until the namespace controller has emptied it. */
export const namespaceStrategy: Strategy<Namespace> = {
  defaults: (namespace) =>
    changeField(withNameLabel(namespace), 'status', (status) => fillEmpty(status, { phase: 'Active' })),
  initialStatus: () => ({ phase: 'Active' }),
  prepareForCreate: (namespace) => withFinalizer(withNameLabel(namespace)),
  prepareForUpdate: (namespace, old) => withFinalizersOf(namespace, old),
  validatesOwnMetadata: true,
  validate: (namespace) => errorsOf(namespace),
  validateUpdate: (namespace, old) => {
    const errors = errorsOf(namespace);
    validateOwnMetadataUpdate(namespace, old, errors);
    return errors;
  },
  validateStatusUpdate: (namespace, old) => {
    const errors: FieldError[] = [];
    validateOwnMetadataUpdate(namespace, old, errors);
    validatePhase(namespace, errors);
    return errors;
  },
  subresources: {
    finalize: {
      prepareForUpdate: (namespace, old) => withField(namespace, 'status', old.status),
      validateUpdate: (namespace, old) => {
        const errors: FieldError[] = [];
        validateOwnMetadataUpdate(namespace, old, errors);
        namespace.spec?.finalizers?.forEach((finalizer, index) => {
          validateNamespaceFinalizer(finalizer, FINALIZERS.index(index), errors);
        });
        return errors;
      },
    },
  },
  validateName: nameIsDnsLabel,
  returnsDeletedObject: true,
  selectableFields: {
    'status.phase': ({ status }) => status?.phase ?? '',
  },
};

function withNameLabel(namespace: Namespace): Namespace {
  const { name, labels } = namespace.metadata;
  if (!name || labels?.[NAME_LABEL] === name) return namespace;
  return { ...namespace, metadata: { ...namespace.metadata, labels: { ...labels, [NAME_LABEL]: name } } };
}

function withFinalizer(namespace: Namespace): Namespace {
  const { finalizers = [] } = namespace.spec ?? {};
  if (finalizers.includes(FINALIZER)) return namespace;
  return { ...namespace, spec: { ...namespace.spec, finalizers: [...finalizers, FINALIZER] } };
}

/** They are changed through `/finalize` alone. */
function withFinalizersOf(namespace: Namespace, old: Namespace): Namespace {
  return withField(namespace, 'spec', withField({ ...namespace.spec }, 'finalizers', old.spec?.finalizers));
}

function errorsOf(namespace: Namespace): FieldError[] {
  const errors: FieldError[] = [];
  validateOwnMetadata(namespace, SCOPE, errors);
  for (const finalizer of namespace.spec?.finalizers ?? [])
    validateNamespaceFinalizer(finalizer, FINALIZERS, errors);
  return errors;
}

function validateNamespaceFinalizer(finalizer: string, path: FieldPath, errors: FieldError[]): void {
  validateFinalizerName(finalizer, path, errors);
  validateKnownFinalizer(finalizer, path, errors);
}

function validatePhase({ metadata, status }: Namespace, errors: FieldError[]): void {
  const phase = status?.phase ?? '';
  const [expected, condition] = metadata.deletionTimestamp
    ? ['Terminating', '`deletionTimestamp` is not empty']
    : ['Active', '`deletionTimestamp` is empty'];
  if (phase !== expected)
    errors.push(invalidValue(PHASE, goTyped(phase), `may only be '${expected}' if ${condition}`));
}
