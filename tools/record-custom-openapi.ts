/**
 * Records how a real API server publishes custom kinds in its OpenAPI documents.
 *
 *   node -r ./bin/typescript.cjs tools/record-custom-openapi.ts KUBECONFIG
 *
 * The definitions are those that test/golden/custom-resource/*.cases.yaml create; what is published of them goes to
 * test/golden/custom-resource/openapi.json.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { CustomResourceDefinition } from '../lib/kube/generated/apiextensions-v1';
import { endpointOf, HttpExchange } from './http-exchange';

const FOLDER = join(__dirname, '..', 'test', 'golden', 'custom-resource');
const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
/** Documents follow the definitions a moment later. */
const PUBLISHING = 4_000;

/** The status of a definition that is there to be refused. */
const REFUSED = 422;

type Definitions = {
  readonly [name: string]: { readonly 'x-kubernetes-group-version-kind'?: { group: string }[] };
};

function definitionsIn(file: string): CustomResourceDefinition[] {
  const steps = parse(readFileSync(join(FOLDER, file), 'utf8')) as { request: string; json?: unknown }[];
  return steps.flatMap(({ request, json }) =>
    request === `POST ${DEFINITIONS}` ? [json as CustomResourceDefinition] : [],
  );
}

function ofGroup(all: Definitions, group: string): Definitions {
  return Object.fromEntries(
    Object.entries(all).filter(([, one]) =>
      one['x-kubernetes-group-version-kind']?.some((kind) => kind.group === group),
    ),
  );
}

async function main([kubeconfig]: string[]): Promise<void> {
  if (!kubeconfig) throw new Error('usage: record-custom-openapi.ts KUBECONFIG');
  const server = new HttpExchange(endpointOf(kubeconfig));
  const all = readdirSync(FOLDER)
    .filter((file) => file.endsWith('.cases.yaml'))
    .flatMap(definitionsIn);
  const recorded = [];
  for (const definition of all) {
    const { group, versions } = definition.spec;
    const { name } = definition.metadata;
    const created = (await server.json('POST', DEFINITIONS, definition, REFUSED)) as { kind: string };
    if (created.kind === 'Status') continue;
    await new Promise((resolve) => setTimeout(resolve, PUBLISHING));
    const v2 = (await server.json('GET', '/openapi/v2')) as { definitions: Definitions };
    const v3 = [];
    for (const version of versions) {
      const path = `/openapi/v3/apis/${group}/${version.name}`;
      v3.push((await server.json('GET', path)) as { components: { schemas: Definitions } });
    }
    await server.json('DELETE', `${DEFINITIONS}/${name}`);
    recorded.push({
      name,
      v2: ofGroup(v2.definitions, group),
      v3: Object.assign({}, ...v3.map(({ components }) => ofGroup(components.schemas, group))),
    });
  }
  server.close();
  writeFileSync(join(FOLDER, 'openapi.json'), `${JSON.stringify(recorded, undefined, 1)}\n`);
}

void main(process.argv.slice(2));
