import { decodeAll } from '../kube/decode';
import { type KubeObject, parseApiVersion } from '../kube/object';
import { ResourceCatalogue, type ResourceInfo } from '../kube/resource-catalogue';
import { schemaOf } from '../kube/schema';
import { nearestOf } from '../kube/suggestion';
import { errorsOfNew, withDefaults } from '../kube/validation/admit-object';
import type { ManifestObject } from '../manifests/parse-manifests';
import { type Finding, identityOf } from './finding';

const RULE = 'schema';

/**
 * Every object is what the API server would accept: a kind it serves, no unknown field, every value of its type, all
 * required fields, valid names and values. All problems are found at once.
 * @param definedKinds kinds that come with a CustomResourceDefinition, or that the cluster is known to serve
 */
export function checkSchema(
  manifests: readonly ManifestObject[],
  definedKinds: ReadonlySet<string> = new Set(),
): readonly Finding[] {
  const catalogue = ResourceCatalogue.kubernetes();
  return manifests.flatMap((manifest) => {
    const { apiVersion, kind } = manifest.object;
    const info = catalogue.findKind({ ...parseApiVersion(apiVersion!), kind: kind! });
    if (info) return problemsOf(info, manifest);
    return definedKinds.has(`${apiVersion} ${kind}`) || isCustom(catalogue, apiVersion!)
      ? []
      : [unknownKind(catalogue, manifest)];
  });
}

/** A group that Kubernetes itself does not have may be served by the cluster: only the cluster can tell. */
function isCustom(catalogue: ResourceCatalogue, apiVersion: string): boolean {
  const { group } = parseApiVersion(apiVersion);
  return group.includes('.') && ![...catalogue.all()].some((info) => info.group === group);
}

function unknownKind(catalogue: ResourceCatalogue, manifest: ManifestObject): Finding {
  const { apiVersion, kind } = manifest.object;
  const elsewhere = [...catalogue.all()].find((info) => info.kind === kind);
  const near = nearestOf(
    kind!,
    [...catalogue.all()].map((info) => info.kind),
  );
  const fix = elsewhere
    ? `${kind} is served in ${elsewhere.group ? `${elsewhere.group}/` : ''}${elsewhere.version}`
    : near
      ? `did you mean ${near}?`
      : '';
  return finding(
    manifest,
    elsewhere ? 'apiVersion' : 'kind',
    `Kubernetes has no kind ${kind} in ${apiVersion}`,
    fix,
  );
}

function problemsOf(info: ResourceInfo, manifest: ManifestObject): Finding[] {
  const schema = schemaOf(info)!;
  const { value, unknownFields, errors } = decodeAll<KubeObject>(schema, manifest.object);
  const findings = [
    ...unknownFields.map((field) =>
      finding(manifest, field, `unknown field "${field}"`, suggestion(schema, field)),
    ),
    ...errors.map(({ field, message }) => finding(manifest, field, message)),
  ];
  // A value of the wrong type was dropped: validation would only complain that it is missing.
  if (errors.length > 0) return findings;
  const { metadata } = value;
  const placed =
    info.namespaced && !metadata.namespace
      ? { ...value, metadata: { ...metadata, namespace: 'default' } }
      : value;
  for (const { field, message } of errorsOfNew(info, withDefaults(info, placed)))
    findings.push(finding(manifest, field, message));
  return findings;
}

/** The sibling field whose name is nearest to a mistyped one. */
function suggestion(schema: Parameters<typeof decodeAll>[0], field: string): string {
  let place = schema;
  const steps = field.split(/[.[]/).filter((step) => !/^\d+\]$/.test(step));
  const name = steps.pop()!;
  for (const step of steps) {
    const child = place.fields.get(step);
    if (!child) return '';
    place = child.type === 'array' || child.type === 'map' ? child.items! : child;
  }
  const near = nearestOf(name, [...place.fields.keys()]);
  return near ? `did you mean "${near}"?` : '';
}

function finding(manifest: ManifestObject, field: string, message: string, fix = ''): Finding {
  const { object } = manifest;
  return {
    rule: RULE,
    severity: 'error',
    message,
    fix,
    object: identityOf(object),
    field,
    position: manifest.locate(field),
  };
}
