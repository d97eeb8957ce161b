import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { customDefinitions } from '../../../../lib/cluster/apiserver/http/custom-openapi';
import { servedResources } from '../../../../lib/kube/custom-resource/served-resources';
import type { CustomResourceDefinition } from '../../../../lib/kube/generated/apiextensions-v1';

/** Holds the published shapes of custom kinds to recorded ones, see tools/record-custom-openapi.ts. */

const FOLDER = join(__dirname, '..', '..', '..', 'golden', 'custom-resource');

interface Published {
  readonly name: string;
  readonly v2: object;
  readonly v3: object;
}

const recorded = JSON.parse(readFileSync(join(FOLDER, 'openapi.json'), 'utf8')) as Published[];

const definitions = new Map(
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.cases.yaml'))
    .flatMap(
      (file) => parse(readFileSync(join(FOLDER, file), 'utf8')) as { json?: CustomResourceDefinition }[],
    )
    .flatMap(({ json }) => (json?.kind === 'CustomResourceDefinition' ? [[json.metadata.name, json]] : [])),
);

/** As if it had been established; without what the API server would fill in. */
function established(definition: CustomResourceDefinition): CustomResourceDefinition {
  const { names } = definition.spec;
  const acceptedNames = { listKind: `${names.kind}List`, ...names };
  return { ...definition, status: { acceptedNames, conditions: [{ type: 'Established', status: 'True' }] } };
}

describe.each(recorded)('$name', ({ name, v2, v3 }) => {
  const served = servedResources(established(definitions.get(name)!));
  const published = (version: 'v2' | 'v3') =>
    Object.assign({}, ...served.map((info) => customDefinitions(info, info.custom!, version)));

  test('is published in OpenAPI v2 as kubectl can read it', () => {
    expect(published('v2')).toEqual(v2);
  });

  test('is published in OpenAPI v3', () => {
    expect(published('v3')).toEqual(v3);
  });
});
