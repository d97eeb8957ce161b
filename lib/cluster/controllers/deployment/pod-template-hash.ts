import { memoize } from '../../../kube/frozen';
import type { PodTemplateSpec } from '../../../kube/generated/core-v1';
import { goDump } from '../../../kube/go-dump';
import { schemaOf } from '../../../kube/schema';
import { safeHash } from '../../component/safe-hash';

export const HASH_LABEL = 'pod-template-hash';

/**
 * The hash that a real cluster gives the template.
 * @param collisionCount how often this Deployment met a ReplicaSet of the same hash and another template
 */
export function podTemplateHash(template: PodTemplateSpec, collisionCount: number | undefined): string {
  const text = Buffer.from(dumpTemplate(template), 'utf8');
  if (collisionCount === undefined) return safeHash(text);
  const count = Buffer.alloc(8);
  count.writeUInt32LE(collisionCount);
  return safeHash(Buffer.concat([text, count]));
}

const dumpTemplate = memoize((template: PodTemplateSpec) => {
  const deployment = schemaOf({ group: 'apps', version: 'v1', kind: 'Deployment' })!;
  const schema = deployment.fields.get('spec')!.fields.get('template')!;
  return goDump(schema, 'v1.PodTemplateSpec', template);
});
