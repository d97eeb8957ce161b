import { type GoField, goFieldsOf } from './go-fields';
import { Quantity } from './quantity';
import type { Schema } from './schema';

/**
 * A value as Kubernetes writes it down to compute a hash from it (`%#v` of the spew library): with the names and types
 * of Go's structures, every field present. Only so do hashes, and with them the names of ReplicaSets and
 * ControllerRevisions, come out as in a real cluster.
 *
 * @param type Go's name of the type: `v1.PodTemplateSpec`
 */
export function goDump(schema: Schema, type: string, value: unknown): string {
  return `(${type})${dumpValue(schema, type, value)}`;
}

type Fields = { readonly [field: string]: unknown };

function dumpField(schema: Schema, { type, isPointer }: GoField, value: unknown): string {
  if (!isPointer) return goDump(schema, type, value);
  return value === undefined || value === null
    ? `(*${type})<nil>`
    : `(*${type})${dumpValue(schema, type, value)}`;
}

/** Without the type, which stands in front of it or goes without saying. */
function dumpValue(schema: Schema, type: string, value: unknown): string {
  switch (schema.type) {
    case 'object':
      return dumpStruct(schema, (value ?? {}) as Fields);
    case 'array':
      return dumpList(schema, type, value as readonly unknown[] | undefined);
    case 'map':
      return dumpMap(schema, value as Fields | undefined);
    case 'quantity':
      return dumpQuantity(value as string | number | undefined);
    case 'intOrString':
      return dumpIntOrString(value as string | number | undefined);
    case 'time':
      return ZERO_TIME;
    case 'string':
      return (value as string | undefined) ?? '';
    case 'boolean':
      return String(value ?? false);
    default:
      return String(value ?? 0);
  }
}

function dumpStruct(schema: Schema, value: Fields): string {
  const fields = goFieldsOf(schema.definitionName!)!;
  return `{${dumpFields(schema, fields, value, 0).join(' ')}}`;
}

/** Fields that belong to an embedded structure follow each other, and are written as that structure. */
function dumpFields(schema: Schema, fields: readonly GoField[], value: Fields, depth: number): string[] {
  const parts: string[] = [];
  for (let index = 0; index < fields.length; ) {
    const field = fields[index]!;
    const embedded = field.embedded[depth];
    if (embedded === undefined) {
      const name = goName(schema, field.name);
      parts.push(`${name}:${dumpField(schema.fields.get(field.name)!, field, value[field.name])}`);
      index++;
    } else {
      let end = index;
      while (fields[end]?.embedded[depth] === embedded) end++;
      const inner = dumpFields(schema, fields.slice(index, end), value, depth + 1);
      parts.push(`${embedded}:(v1.${embedded}){${inner.join(' ')}}`);
      index = end;
    }
  }
  return parts;
}

function dumpList(schema: Schema, type: string, list: readonly unknown[] | undefined): string {
  if (!list?.length) return '<nil>';
  const elementType = type.slice('[]'.length);
  return `[${list.map((element) => dumpValue(schema.items!, elementType, element)).join(' ')}]`;
}

function dumpMap(schema: Schema, map: Fields | undefined): string {
  const keys = Object.keys(map ?? {}).sort();
  if (keys.length === 0) return '<nil>';
  return `map[${keys.map((key) => `${key}:${dumpValue(schema.items!, '', map![key])}`).join(' ')}]`;
}

const ZERO_TIME = '{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}';

function dumpIntOrString(value: string | number | undefined): string {
  const isText = typeof value === 'string';
  const number = isText ? 0 : (value ?? 0);
  return `{Type:(intstr.Type)${isText ? 1 : 0} IntVal:(int32)${number} StrVal:(string)${isText ? value : ''}}`;
}

const DECIMAL_EXPONENTS: { readonly [suffix: string]: number } = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const BINARY_EXPONENTS: { readonly [suffix: string]: number } = {
  Ki: 10,
  Mi: 20,
  Gi: 30,
  Ti: 40,
  Pi: 50,
  Ei: 60,
};

/** A quantity as it is in memory after it was read in its canonical form. */
function dumpQuantity(value: string | number | undefined): string {
  const quantity = Quantity.parse(value ?? 0);
  const text = quantity.toString();
  const [, digits = '0', suffix = ''] = /^(-?\d+)(.*)$/.exec(text) ?? [];
  const binary = BINARY_EXPONENTS[suffix];
  const factor = 2n ** BigInt(binary ?? 0);
  const scale = binary === undefined ? (DECIMAL_EXPONENTS[suffix] ?? Number(suffix.slice(1))) : 0;
  if (!isSmall(digits, binary))
    return quantityDump('0', 0, bigDecimal(BigInt(digits) * factor, scale), '', quantity);
  // Go keeps the text where it can tell at a glance that it is canonical.
  const keepsText = binary === undefined ? !digits.endsWith('000') : (BigInt(digits) & 7n) !== 0n;
  const amount = (BigInt(digits) * factor).toString();
  return quantityDump(amount, text === '0' ? 0 : scale, '<nil>', keepsText ? text : '', quantity);
}

function quantityDump(
  amount: string,
  scale: number,
  decimal: string,
  text: string,
  { format }: Quantity,
): string {
  return [
    `{i:(resource.int64Amount){value:(int64)${amount} scale:(resource.Scale)${scale}}`,
    `d:(resource.infDecAmount){Dec:(*inf.Dec)${decimal}}`,
    `s:(string)${text}`,
    `Format:(resource.Format)${format}}`,
  ].join(' ');
}

/** Whether Go trusts a number of so many digits to fit into 64 bits. */
function isSmall(digits: string, binaryExponent: number | undefined): boolean {
  const length = digits.replace('-', '').length;
  return length <= (binaryExponent === undefined ? 18 : 14 - (binaryExponent * 3) / 10);
}

/** The others are decimals with nine digits after the point. */
function bigDecimal(amount: bigint, scale: number): string {
  const unscaled = amount * 10n ** BigInt(scale + 9);
  const words: bigint[] = [];
  for (let rest = unscaled < 0n ? -unscaled : unscaled; rest > 0n; rest >>= 64n)
    words.push(BigInt.asUintN(64, rest));
  const number = `(big.Int){neg:(bool)${unscaled < 0n} abs:(big.nat)[${words.join(' ')}]}`;
  return `{unscaled:${number} scale:(inf.Scale)9}`;
}

/** Go's name of a field: usually the JSON name with a capital. */
function goName({ definitionName }: Schema, field: string): string {
  const special = definitionName === RBD ? RBD_NAMES[field] : undefined;
  return special ?? NAMES[field] ?? field.charAt(0).toUpperCase() + field.slice(1);
}

const RBD = 'io.k8s.api.core.v1.RBDVolumeSource';
const RBD_NAMES: { readonly [field: string]: string } = {
  monitors: 'CephMonitors',
  image: 'RBDImage',
  pool: 'RBDPool',
  user: 'RadosUser',
};

const NAMES: { readonly [field: string]: string } = {
  apiGroup: 'APIGroup',
  apiVersion: 'APIVersion',
  awsElasticBlockStore: 'AWSElasticBlockStore',
  cephfs: 'CephFS',
  chapAuthDiscovery: 'DiscoveryCHAPAuth',
  chapAuthSession: 'SessionCHAPAuth',
  csi: 'CSI',
  diskURI: 'DataDiskURI',
  dnsConfig: 'DNSConfig',
  dnsPolicy: 'DNSPolicy',
  endpoints: 'EndpointsName',
  fc: 'FC',
  fsGroup: 'FSGroup',
  fsGroupChangePolicy: 'FSGroupChangePolicy',
  fsType: 'FSType',
  gcePersistentDisk: 'GCEPersistentDisk',
  gmsaCredentialSpec: 'GMSACredentialSpec',
  gmsaCredentialSpecName: 'GMSACredentialSpecName',
  grpc: 'GRPC',
  httpGet: 'HTTPGet',
  httpHeaders: 'HTTPHeaders',
  ip: 'IP',
  iqn: 'IQN',
  iscsi: 'ISCSI',
  iscsiInterface: 'ISCSIInterface',
  metadata: 'ObjectMeta',
  nfs: 'NFS',
  os: 'OS',
  pdName: 'PDName',
  rbd: 'RBD',
  seLinuxChangePolicy: 'SELinuxChangePolicy',
  seLinuxOptions: 'SELinuxOptions',
  serviceAccount: 'DeprecatedServiceAccount',
  sslEnabled: 'SSLEnabled',
  storageos: 'StorageOS',
  tcpSocket: 'TCPSocket',
  tty: 'TTY',
  uid: 'UID',
  wwids: 'WWIDs',
};
