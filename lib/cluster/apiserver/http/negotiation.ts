import type { PatchType } from '../../../kube/api-request';
import { notAcceptable, unsupportedMediaType } from '../../../kube/status';

/** In which form the client wants the answer. */
export interface Accepted {
  readonly format: 'json' | 'yaml';
  /** `Table`, `PartialObjectMetadata` or `PartialObjectMetadataList`: the object itself turned into this. */
  readonly as: 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList' | undefined;
}

const PLAIN: Accepted = { format: 'json', as: undefined };
const TRANSFORMS = new Set(['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList']);

/**
 * The first form the client lists that is served: JSON and YAML. Protobuf and CBOR are not; the clients that prefer them
 * list JSON behind.
 */
export function negotiate(header: string | undefined, allowTransforms = true): Accepted {
  if (!header) return PLAIN;
  for (const clause of clausesOf(header)) {
    const format = FORMATS[clause.type];
    if (!format) continue;
    const as = clause.parameters.get('as');
    if (as === undefined) return { format, as: undefined };
    const served = clause.parameters.get('g') === 'meta.k8s.io' && clause.parameters.get('v') === 'v1';
    if (allowTransforms && served && TRANSFORMS.has(as)) return { format, as: as as Accepted['as'] };
  }
  throw notAcceptable('only the following media types are accepted: application/json, application/yaml');
}

const FORMATS: { readonly [type: string]: 'json' | 'yaml' | undefined } = {
  'application/json': 'json',
  'application/*': 'json',
  '*/*': 'json',
  'application/yaml': 'yaml',
};

interface Clause {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

/** Best first; of equal quality in the order of the header. */
function clausesOf(header: string): Clause[] {
  return header
    .split(',')
    .map((text) => {
      const [type = '', ...rest] = text.split(';').map((part) => part.trim());
      const parameters = new Map(rest.map((part) => [part.split('=')[0]!, part.split('=')[1] ?? '']));
      return { type: type.toLowerCase(), parameters, quality: Number(parameters.get('q') ?? 1) };
    })
    .sort((a, b) => b.quality - a.quality);
}

/** The form of a request body; no header means JSON. */
export function bodyFormat(contentType: string | undefined): 'json' | 'yaml' {
  const type = mediaType(contentType);
  const format = type === '' ? 'json' : FORMATS[type];
  if (format && !type.includes('*')) return format;
  throw unsupportedMediaType(
    `the body of the request was in an unknown format - accepted media types include: application/json, application/yaml`,
  );
}

const PATCH_TYPES: { readonly [type: string]: PatchType } = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
};

export function patchTypeOf(contentType: string | undefined): PatchType {
  const type = PATCH_TYPES[mediaType(contentType)];
  if (type) return type;
  throw unsupportedMediaType(
    `the body of the request was in an unknown format - accepted media types include: ${Object.keys(PATCH_TYPES).join(', ')}`,
  );
}

function mediaType(contentType: string | undefined): string {
  return (contentType ?? '').split(';')[0]!.trim().toLowerCase();
}
