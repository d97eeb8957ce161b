import { FieldPath } from '../field-path';
import { equal } from '../frozen';
import { goQuote } from '../go-format';
import { JsonPath } from '../json-path';
import { isQualifiedName } from '../names';
import type { KubeObject } from '../object';
import type { Strategy } from '../strategy';
import type { CustomVersion } from './custom-version';
import {
  validateCustomObject,
  validateCustomObjectUpdate,
  validateCustomStatusUpdate,
} from './validate-object';

type Custom = KubeObject & { readonly status?: unknown };

/** How objects of a custom kind behave in the API server. */
export function customStrategy(custom: CustomVersion): Strategy<Custom> {
  const hasStatus = custom.version.subresources?.status !== undefined;
  return {
    validatesOwnMetadata: true,
    allowUnconditionalUpdate: false,
    ...(hasStatus ? { initialStatus: () => undefined } : {}),
    generationChanged: (object, old) => !equal(withoutMetadata(object), withoutMetadata(old)),
    prepareForStatusUpdate: (object, old) => ({
      ...object,
      metadata: { ...old.metadata, resourceVersion: object.metadata.resourceVersion },
    }),
    validate: (object) => validateCustomObject(custom, object),
    validateUpdate: (object, old) => validateCustomObjectUpdate(custom, object, old),
    validateStatusUpdate: (object, old) => validateCustomStatusUpdate(custom, object, old),
    warnings: (object, old) => finalizerWarnings(object, old),
    statusWarnings: (object, old) => finalizerWarnings(object, old),
    selectableFields: selectableFieldsOf(custom),
  };
}

function withoutMetadata({ metadata: _metadata, ...rest }: Custom): object {
  return rest;
}

const STANDARD = ['orphan', 'foregroundDeletion', 'kubernetes'];
const FINALIZERS = FieldPath.of('metadata').child('finalizers');

/** Only finalizers that are new are looked at, in the order of the alphabet. */
function finalizerWarnings({ metadata }: Custom, old: Custom | undefined): string[] {
  const known = new Set(old?.metadata.finalizers);
  const added = [...new Set(metadata.finalizers)].filter((one) => !known.has(one)).sort();
  return added.flatMap((finalizer) => {
    const about = `${FINALIZERS}: ${goQuote(finalizer)}:`;
    const problems = isQualifiedName(finalizer).map((problem) => `${about} ${problem}`);
    if (finalizer.includes('/') || STANDARD.includes(finalizer)) return problems;
    const path = finalizer.includes('.') ? ' including a path (/)' : '';
    return [
      ...problems,
      `${about} prefer a domain-qualified finalizer name${path} to avoid accidental conflicts with other finalizer writers`,
    ];
  });
}

function selectableFieldsOf({ version }: CustomVersion): NonNullable<Strategy<Custom>['selectableFields']> {
  return Object.fromEntries(
    (version.selectableFields ?? []).map(({ jsonPath }) => {
      const path = JsonPath.parse(jsonPath);
      return [jsonPath.replace(/^\./, ''), (object: Custom) => textOf(path.find(object)[0])];
    }),
  );
}

function textOf(value: unknown): string {
  return value === undefined || value === null ? '' : String(value);
}
