import type { Assumptions } from '../../lib/checks/context/assumptions';
import { type CheckOptions, checkObjects } from '../../lib/checks/run-checks';
import type { Container, PodSpec } from '../../lib/kube/generated/core-v1';
import type { KubeObject } from '../../lib/kube/object';
import { parseManifests } from '../../lib/manifests/parse-manifests';

/** Objects for tests of rules, and what a rule says of them: `Deployment/api spec.replicas: …`. */

type Fields = { readonly [field: string]: unknown };

/** An object in namespace `shop`, unless its metadata say another. */
export function object(apiVersion: string, kind: string, name: string, fields: Fields = {}): KubeObject {
  const { metadata, ...rest } = fields;
  return { apiVersion, kind, metadata: { name, namespace: 'shop', ...(metadata as object) }, ...rest };
}

/** An object of no namespace. */
export function clusterObject(
  apiVersion: string,
  kind: string,
  name: string,
  fields: Fields = {},
): KubeObject {
  const { metadata, ...rest } = fields;
  return { apiVersion, kind, metadata: { name, ...(metadata as object) }, ...rest };
}

/** The parts of a workload that a test is about. */
export interface WorkloadFields {
  readonly kind?: 'Deployment' | 'StatefulSet' | 'DaemonSet';
  /** @default `{ app: <name> }` */
  readonly labels?: { readonly [key: string]: string };
  readonly metadata?: Fields;
  /** Of the workload itself. */
  readonly spec?: Fields;
  readonly pod?: Partial<PodSpec>;
  /** Of its only container `main`, which has port 8080, named `http`. */
  readonly container?: Partial<Container>;
}

/** A workload with one container. */
export function workload(name: string, fields: WorkloadFields = {}): KubeObject {
  const { kind = 'Deployment', labels = { app: name }, metadata, spec, pod, container } = fields;
  const main = {
    name: 'main',
    image: 'example.com/main:1.0',
    ports: [{ name: 'http', containerPort: 8080 }],
    ...container,
  };
  return object('apps/v1', kind, name, {
    metadata,
    spec: {
      selector: { matchLabels: labels },
      ...(kind === 'StatefulSet' ? { serviceName: name } : {}),
      ...spec,
      template: { metadata: { labels }, spec: { containers: [main], ...pod } },
    },
  });
}

/** A Service of port 80 that leads to the port named `http` of the pods with `app: <name>`. */
export function service(name: string, spec: Fields = {}): KubeObject {
  return object('v1', 'Service', name, {
    spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 'http' }], ...spec },
  });
}

/** What a rule finds in a set of objects, whatever its profile. */
export function found(rule: string, objects: readonly KubeObject[], assumptions: Assumptions = {}): string[] {
  const options: CheckOptions = { profile: 'restricted', assumptions };
  return printed(checkObjects(inputs(objects), options), rule);
}

/** The same for objects in YAML. */
export function foundInYaml(rule: string, yaml: string, assumptions: Assumptions = {}): string[] {
  const { objects, problems } = parseManifests(yaml, 'app.yaml');
  return printed(checkObjects(objects, { profile: 'restricted', assumptions }, problems), rule);
}

/** How bad a rule thinks what it finds is, in the order of its findings. */
export function severities(
  rule: string,
  objects: readonly KubeObject[],
  assumptions: Assumptions = {},
): string[] {
  const { findings } = checkObjects(inputs(objects), { profile: 'restricted', assumptions });
  return findings.filter((one) => one.rule === rule).map(({ severity }) => severity);
}

function inputs(objects: readonly KubeObject[]) {
  return objects.map((one) => ({ object: one }));
}

function printed({ findings }: ReturnType<typeof checkObjects>, rule: string): string[] {
  return findings
    .filter((one) => one.rule === rule)
    .map(({ object: { kind, name }, field, message, fix }) => {
      const what = [kind && `${kind}/${name}`, field].filter(Boolean).join(' ');
      return fix.startsWith('did you mean')
        ? `${what}: ${message}; ${fix}`
        : `${what ? `${what}: ` : ''}${message}`;
    });
}
