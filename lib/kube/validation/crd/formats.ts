import { isKnownFormat } from '../../custom-resource/formats';
import { someSchema } from '../../custom-resource/schema-parts';
import type { JSONSchemaProps } from '../../generated/apiextensions-v1';

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
