import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { KubeObject } from '../../../lib/kube/object';
import { parseApiVersion } from '../../../lib/kube/object';
import {
  escapeFieldValue,
  FieldSelector,
  parseFieldRequirements,
  type SelectableFields,
} from '../../../lib/kube/selectors/field-selector';
import { StatusError } from '../../../lib/kube/status';

/** Recorded by tools/record-scalars.ts. */
const FOLDER = join(__dirname, '..', '..', 'golden', 'scalars');
const recorded: { kind: string; fields?: string; selected?: string[]; error?: string }[] = JSON.parse(
  readFileSync(join(FOLDER, 'selectors.answers.json'), 'utf8'),
);
const OBJECTS: KubeObject[] = ['api', 'db', 'empty', 'none', 'web'].map((name) => ({
  metadata: { name, namespace: 'recording-scalars' },
}));

const none = () => '';
const SELECTABLE: { readonly [kind: string]: SelectableFields } = {
  'v1 Pod': { 'spec.nodeName': none, 'status.phase': none },
  'v1 Secret': { type: none },
  'v1 Service': { 'spec.type': none },
  'v1 Node': { 'spec.unschedulable': none },
  'v1 Namespace': { 'status.phase': none },
  'v1 Event': { reason: none },
  'batch/v1 Job': { 'status.successful': none },
  'resource.k8s.io/v1 ResourceSlice': { 'spec.nodeName': none },
  'certificates.k8s.io/v1 CertificateSigningRequest': { 'spec.signerName': none },
};

function select(kind: string, text: string): string[] | string {
  const [apiVersion, name] = kind.split(' ') as [string, string];
  try {
    const selector = FieldSelector.parse(text, SELECTABLE[kind], {
      ...parseApiVersion(apiVersion),
      kind: name,
    });
    const objects = kind === 'v1 ConfigMap' ? OBJECTS : [];
    return objects.filter((object) => selector.matches(object)).map(({ metadata }) => metadata.name!);
  } catch (error) {
    if (error instanceof StatusError && error.reason === 'BadRequest') return error.message;
    throw error;
  }
}

test.each(recorded.filter((one) => one.fields !== undefined))(
  '$kind: $fields selects what the API server selects',
  ({ kind, fields, selected, error }) => {
    expect(select(kind, fields!)).toEqual(selected ?? error);
  },
);

describe('FieldSelector', () => {
  const fields: SelectableFields = {
    'status.phase': (pod: KubeObject & { status: { phase: string } }) => pod.status.phase,
  };
  const pod = (name: string, phase: string) => ({ metadata: { name }, status: { phase } }) as KubeObject;

  test('reads the fields of the kind', () => {
    const selector = FieldSelector.parse('status.phase!=Running', fields);
    expect(selector.matches(pod('a', 'Pending'))).toBe(true);
    expect(selector.matches(pod('a', 'Running'))).toBe(false);
  });

  test('knows the one name that can match', () => {
    expect(FieldSelector.parse('metadata.name=a,status.phase=Running', fields).exactName()).toBe('a');
    expect(FieldSelector.parse('metadata.name!=a', fields).exactName()).toBeUndefined();
  });

  test('everything matches an empty one', () => {
    expect(FieldSelector.parse('').isEmpty).toBe(true);
    expect(FieldSelector.everything.matches(pod('a', ''))).toBe(true);
  });

  test('prints its requirements in their order', () => {
    expect(FieldSelector.parse('status.phase!=a\\,b,metadata.name==x', fields).toString()).toBe(
      'metadata.name=x,status.phase!=a\\,b',
    );
  });
});

test('escaped values are read as they are', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab\\,=é') }), (value) => {
      fc.pre(value !== '');
      expect(parseFieldRequirements(`a=${escapeFieldValue(value)}`)).toEqual([
        { field: 'a', operator: '=', value },
      ]);
    }),
  );
});

test('any text is read, or refused as a BadRequest', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab\\,=!.é ') }), (text) => {
      expect(['object', 'string']).toContain(typeof select('v1 ConfigMap', text));
    }),
  );
});
