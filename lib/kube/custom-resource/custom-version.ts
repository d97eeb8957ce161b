import type {
  CustomResourceDefinition,
  CustomResourceDefinitionVersion,
  JSONSchemaProps,
} from '../generated/apiextensions-v1';

/** One version of a custom resource, with the definition that it is from. */
export interface CustomVersion {
  readonly definition: CustomResourceDefinition;
  readonly version: CustomResourceDefinitionVersion;
}

export type DefinitionCondition = 'NamesAccepted' | 'Established' | 'Terminating';

export function isDefinition({ status }: CustomResourceDefinition, condition: DefinitionCondition): boolean {
  return (
    status?.conditions?.some(({ type, status: value }) => type === condition && value === 'True') ?? false
  );
}

export function schemaOfVersion({ version }: CustomVersion): JSONSchemaProps | undefined {
  return version.schema?.openAPIV3Schema;
}

/** Whether unknown fields stay in objects of any version: only definitions from before v1 say so. */
export function keepsUnknownFields({ definition }: CustomVersion): boolean {
  return definition.spec.preserveUnknownFields ?? false;
}
