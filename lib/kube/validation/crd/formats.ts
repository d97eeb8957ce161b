import type { JSONSchemaProps } from '../../generated/apiextensions-v1';
import { someSchema } from './schema-parts';

/** Formats of texts that Kubernetes looks into, without their hyphens. */
const TEXT_FORMATS: ReadonlySet<string> = new Set([
  'bsonobjectid',
  'uri',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'cidr',
  'mac',
  'uuid',
  'uuid3',
  'uuid4',
  'uuid5',
  'isbn',
  'isbn10',
  'isbn13',
  'creditcard',
  'ssn',
  'hexcolor',
  'rgbcolor',
  'byte',
  'password',
  'date',
  'duration',
  'datetime',
  'k8sshortname',
  'k8slongname',
]);

/** Whether the format means something for the schema's type; others are ignored. */
export function isKnownFormat({ type = '', format = '' }: JSONSchemaProps): boolean {
  if (type === '' || type === 'string') return TEXT_FORMATS.has(format.replaceAll('-', ''));
  if (type === 'integer') return format === 'int32' || format === 'int64';
  return type === 'number' && (format === 'float' || format === 'double');
}

/** The formats in a definition's schemas that mean nothing: once if all versions have one schema, or per version. */
export function unknownFormats(schemas: readonly (JSONSchemaProps | undefined)[]): string[] {
  const found: string[] = [];
  for (const schema of schemas)
    someSchema(schema, (inner) => {
      if (inner.format && !isKnownFormat(inner)) found.push(inner.format);
      return false;
    });
  return found;
}
