import type { CustomVersion } from '../../../kube/custom-resource/custom-version';
import { decodeDocument } from '../../../kube/custom-resource/decode-object';
import { unknownFieldsOf } from '../../../kube/custom-resource/unknown-fields';
import { validateCustomObject } from '../../../kube/custom-resource/validate-object';
import { UndecodableError } from '../../../kube/decode-body';
import { clone } from '../../../kube/frozen';
import type { CustomResourceDefinition } from '../../../kube/generated/apiextensions-v1';
import { type KubeObject, parseApiVersion } from '../../../kube/object';
import type { JsonObject } from '../../../kube/record';
import { nearestOf } from '../../../kube/suggestion';
import { listed } from '../../context/absence';
import type { CheckContext } from '../../context/check-context';
import type { CheckedObject } from '../../context/checked-object';
import { definitionOf } from '../../context/custom-resources';
import type { BuiltInRule, Problem } from '../../rule';

export const CUSTOM_RESOURCE_RULES: readonly BuiltInRule[] = [
  {
    id: 'custom-resource',
    severity: 'error',
    profile: 'learning',
    finds:
      'A custom resource that its CustomResourceDefinition, which is in the set, does not allow: another version, an unknown field, a value that the schema or its rules forbid.',
    why: 'The API server refuses the object, or drops the field.',
    fix: 'write what the definition asks for',
    peers: ['kubeconform'],
    *check(context) {
      for (const checked of context.objects) {
        if (!checked.isCustom || checked.schemaProblems.length > 0) continue;
        const definition = definitionOf(context, checked);
        if (definition && context.isSound(definition)) yield* judged(context, checked, definition);
      }
    },
  },
];

function* judged(
  context: CheckContext,
  { object, identity }: CheckedObject,
  definition: CustomResourceDefinition,
): Iterable<Problem> {
  const { version: wanted } = parseApiVersion(identity.apiVersion);
  const served = definition.spec.versions.filter((one) => one.served);
  const version = served.find(({ name }) => name === wanted);
  if (!version) {
    const names = served.map(({ name }) => name);
    yield {
      object,
      field: 'apiVersion',
      message: `CustomResourceDefinition/${definition.metadata.name} serves no version ${wanted}; it serves ${listed(names) || 'none'}`,
    };
    return;
  }
  yield* violations(context, { definition, version }, object);
}

function* violations(
  { assumptions }: CheckContext,
  custom: CustomVersion,
  object: KubeObject,
): Iterable<Problem> {
  const document = clone(object) as unknown as JsonObject;
  try {
    for (const field of unknownFieldsOf(document, custom.version.schema?.openAPIV3Schema))
      yield { object, field, message: `unknown field "${field}"`, fix: suggestion(custom, field) };
    const decoded = decodeDocument(custom, document, { fieldValidation: 'Ignore' }, []);
    const isNamespaced = custom.definition.spec.scope === 'Namespaced';
    const namespace = isNamespaced
      ? decoded.metadata.namespace || (assumptions.namespace ?? 'default')
      : undefined;
    const placed = { ...decoded, metadata: { ...decoded.metadata, namespace } };
    // Without a field it only says that there is more to find once the other problems are solved.
    for (const { field, message } of validateCustomObject(custom, placed))
      if (field !== '<nil>') yield { object, field, message };
  } catch (error) {
    if (!(error instanceof UndecodableError)) throw error;
    yield { object, message: error.message };
  }
}

/** The field of the schema whose name is nearest, at the same place. */
function suggestion({ version }: CustomVersion, field: string): string | undefined {
  let schema = version.schema?.openAPIV3Schema;
  const steps = field.split(/[.[]/).filter((step) => !/^\d+\]$/.test(step));
  const name = steps.pop()!;
  for (const step of steps) {
    const child = schema?.properties?.[step];
    schema = child?.type === 'array' ? (child.items as typeof child) : child;
  }
  const near = nearestOf(name, Object.keys(schema?.properties ?? {}));
  return near ? `did you mean "${near}"?` : undefined;
}
