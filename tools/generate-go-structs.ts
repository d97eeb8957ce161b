/**
 * Generates lib/kube/go-structs.json: how Kubernetes' internal types lie in memory, because some messages print them.
 *
 *   node -r ./bin/typescript.cjs tools/generate-go-structs.ts KUBERNETES API APIMACHINERY APIEXTENSIONS
 *
 * The arguments are the source folders of the modules k8s.io/kubernetes, k8s.io/api, k8s.io/apimachinery and
 * k8s.io/apiextensions-apiserver.
 *
 * A structure is a list of `[Go name, JSON name, type]`. Types: `string`, `number`, `bool`, `quantity`, `intOrString`,
 * `time`, `any`, the name of a structure, and these behind `*` (pointer), `[]` (slice) or `{}` (map). A field whose Go
 * name is empty is embedded. Types of meta/v1 carry their JSON names as Go names, and `?` in front of a name that is
 * left out when empty.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface GoField {
  readonly name: string;
  readonly type: string;
  readonly tag: string;
}

type Layout = [go: string, json: string, type: string][];

/** One Go package: its structures, and what its other named types are. */
class GoPackage {
  readonly structs = new Map<string, GoField[]>();
  readonly named = new Map<string, string>();

  constructor(...files: string[]) {
    for (const file of files) this.read(readFileSync(file, 'utf8'));
  }

  private read(source: string): void {
    let current: GoField[] | undefined;
    for (const line of source.split('\n')) {
      const start = /^type (\w+) struct \{(\})?$/.exec(line);
      const alias = /^type (\w+) ([\w.[\]*]+)\s*(\/\/.*)?$/.exec(line);
      if (start) {
        current = [];
        this.structs.set(start[1]!, current);
      } else if (alias) this.named.set(alias[1]!, alias[2]!);
      if (line === '}') current = undefined;
      const field = current && /^\t(?:(\w+)\s+)?([*[\]\w.]+)(?:\s+`([^`]*)`)?\s*(\/\/.*)?$/.exec(line);
      if (field) current!.push({ name: field[1] ?? '', type: field[2]!, tag: field[3] ?? '' });
    }
  }
}

const BASIC: Record<string, string> = {
  string: 'string',
  bool: 'bool',
  int: 'number',
  int32: 'number',
  int64: 'number',
  float64: 'number',
  byte: 'byte',
  'resource.Quantity': 'quantity',
  'intstr.IntOrString': 'intOrString',
  'metav1.Time': 'time',
  'metav1.MicroTime': 'time',
  'metav1.Duration': 'any',
  'runtime.Object': 'any',
  'runtime.RawExtension': 'any',
  'types.UID': 'string',
  'types.NodeName': 'string',
};

class Generator {
  readonly layouts: Record<string, Layout> = {};

  constructor(
    private readonly internal: Record<string, GoPackage>,
    private readonly versioned: Record<string, GoPackage>,
    private readonly meta: GoPackage,
  ) {}

  add(pkg: string, name: string): void {
    const key = `${pkg}.${name}`;
    if (this.layouts[key]) return;
    const layout: Layout = [];
    this.layouts[key] = layout;
    if (pkg === 'metav1')
      for (const field of this.meta.structs.get(name)!) layout.push(this.metaField(field));
    else
      for (const field of this.internal[pkg]!.structs.get(name)!)
        layout.push([field.name, this.jsonName(pkg, name, field), this.typeOf(pkg, field.type)]);
  }

  private metaField({ name, type, tag }: GoField): [string, string, string] {
    const [json = '', ...options] = /json:"([^"]*)"/.exec(tag)?.[1]?.split(',') ?? [];
    const optional = options.some((option) => option === 'omitempty' || option === 'omitzero');
    return [name && `${optional ? '?' : ''}${json}`, json, this.typeOf('metav1', type)];
  }

  /** From the field of the same name in the served version; the internal type's own fields keep their name. */
  private jsonName(pkg: string, name: string, field: GoField): string {
    const twin = this.versioned[pkg]!.structs.get(name)?.find(
      (other) => other.name === field.name && (field.name !== '' || other.type === field.type),
    );
    const json = twin && /json:"([^",]*)/.exec(twin.tag)?.[1];
    return json ?? (field.name ? field.name[0]!.toLowerCase() + field.name.slice(1) : '');
  }

  private typeOf(pkg: string, type: string): string {
    if (type.startsWith('*')) return `*${this.typeOf(pkg, type.slice(1))}`;
    if (type === '[]byte') return '[]byte';
    if (type.startsWith('[]')) return `[]${this.typeOf(pkg, type.slice(2))}`;
    const map = /^map\[[\w.]+\](.*)$/.exec(type);
    if (map) return `{}${this.typeOf(pkg, map[1]!)}`;
    const basic = BASIC[pkg === 'metav1' && /^[A-Z]/.test(type) ? `metav1.${type}` : type];
    if (basic) return basic;
    const [owner, name] = type.includes('.') ? (type.split('.') as [string, string]) : [pkg, type];
    const source = owner === 'metav1' ? this.meta : this.internal[owner === 'api' ? 'core' : owner];
    if (!source) return 'any';
    const named = source.named.get(name);
    if (named) return this.typeOf(owner, named);
    if (!source.structs.has(name)) return 'any';
    const home = owner === 'api' ? 'core' : owner;
    this.add(home, name);
    return `${home}.${name}`;
  }
}

const [kubernetes, api, apimachinery, apiextensions] = process.argv.slice(2);
if (!kubernetes || !api || !apimachinery || !apiextensions)
  throw new Error('usage: generate-go-structs.ts KUBERNETES API APIMACHINERY APIEXTENSIONS');

/** The served version of each group of internal types. */
const PACKAGES: Record<string, string> = {
  core: 'core/v1',
  batch: 'batch/v1',
  apps: 'apps/v1',
  policy: 'policy/v1',
  autoscaling: 'autoscaling/v2',
  storage: 'storage/v1',
  admissionregistration: 'admissionregistration/v1',
  flowcontrol: 'flowcontrol/v1',
  networking: 'networking/v1',
  resource: 'resource/v1',
};
const internal: Record<string, GoPackage> = {};
const versioned: Record<string, GoPackage> = {};
for (const [pkg, path] of Object.entries(PACKAGES)) {
  internal[pkg] = new GoPackage(join(kubernetes, 'pkg', 'apis', pkg, 'types.go'));
  versioned[pkg] = new GoPackage(join(api, path, 'types.go'));
}
const definitions = join(apiextensions, 'pkg', 'apis', 'apiextensions');
const DEFINITION_FILES = ['types.go', 'types_jsonschema.go'];
internal['apiextensions'] = new GoPackage(...DEFINITION_FILES.map((file) => join(definitions, file)));
versioned['apiextensions'] = new GoPackage(...DEFINITION_FILES.map((file) => join(definitions, 'v1', file)));
const generator = new Generator(
  internal,
  versioned,
  new GoPackage(join(apimachinery, 'pkg', 'apis', 'meta', 'v1', 'types.go')),
);
const ROOTS = [
  ['core', 'Pod'],
  ['core', 'PodTemplateSpec'],
  ['core', 'PersistentVolume'],
  ['core', 'PersistentVolumeClaim'],
  ['core', 'Node'],
  ['core', 'Event'],
  ['core', 'ResourceQuota'],
  ['core', 'Service'],
  ['batch', 'Job'],
  ['apps', 'StatefulSet'],
  ['apps', 'DeploymentStrategy'],
  ['apps', 'DaemonSetUpdateStrategy'],
  ['policy', 'PodDisruptionBudgetSpec'],
  ['autoscaling', 'HorizontalPodAutoscalerBehavior'],
  ['storage', 'VolumeAttachmentSpec'],
  ['storage', 'CSINodeDriver'],
  ['apiextensions', 'CustomResourceDefinitionVersion'],
  ['admissionregistration', 'AuditAnnotation'],
  ['flowcontrol', 'FlowSchemaSpec'],
  ['flowcontrol', 'PriorityLevelConfigurationSpec'],
  ['networking', 'ParentReference'],
  ['resource', 'ResourceClaimTemplateSpec'],
  ['resource', 'AllocationResult'],
  ['resource', 'DeviceAttribute'],
] as const;
for (const [pkg, name] of ROOTS) generator.add(pkg, name);
const lines = Object.entries(generator.layouts)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, layout]) => `${JSON.stringify(name)}: ${JSON.stringify(layout)}`);
writeFileSync(join(__dirname, '..', 'lib', 'kube', 'go-structs.json'), `{\n${lines.join(',\n')}\n}\n`);
