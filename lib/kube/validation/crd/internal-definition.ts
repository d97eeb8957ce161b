import { equal } from '../../frozen';
import type {
  CustomResourceDefinitionSpec,
  CustomResourceDefinitionVersion,
} from '../../generated/apiextensions-v1';

/** What all versions may have in common. */
type Part = 'schema' | 'subresources' | 'additionalPrinterColumns' | 'selectableFields';

const PARTS: readonly Part[] = ['schema', 'subresources', 'additionalPrinterColumns', 'selectableFields'];

export type SharedParts = Pick<CustomResourceDefinitionVersion, Part>;

/**
 * Inside Kubernetes a definition states at its top what is the same in all versions, and validation speaks of it there:
 * mostly there is one version, and everything is at the top.
 */
export interface InternalVersions {
  readonly shared: SharedParts;
  readonly versions: readonly CustomResourceDefinitionVersion[];
}

export function internalVersions({ versions = [] }: CustomResourceDefinitionSpec): InternalVersions {
  const [first, ...others] = versions;
  if (!first) return { shared: {}, versions };
  const same = PARTS.filter((part) => others.every((other) => equal(other[part], first[part])));
  const parts = (version: CustomResourceDefinitionVersion, isKept: (part: Part) => boolean) =>
    Object.fromEntries(PARTS.filter(isKept).map((part) => [part, version[part]])) as SharedParts;
  return {
    shared: parts(first, (part) => same.includes(part)),
    versions: versions.map((version) => ({
      ...withoutParts(version),
      ...parts(version, (part) => !same.includes(part)),
    })),
  };
}

function withoutParts({
  schema: _schema,
  subresources: _subresources,
  additionalPrinterColumns: _columns,
  selectableFields: _fields,
  ...version
}: CustomResourceDefinitionVersion): CustomResourceDefinitionVersion {
  return version;
}
