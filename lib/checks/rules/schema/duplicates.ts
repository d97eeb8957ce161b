import type { CheckedObject } from '../../context/checked-object';
import type { BuiltInRule } from '../../rule';

export const DUPLICATE_RULES: readonly BuiltInRule[] = [
  {
    id: 'duplicate-object',
    severity: 'error',
    profile: 'learning',
    finds: 'Two objects of the same kind, namespace and name.',
    why: 'Each is applied over the other: which one wins depends on the order.',
    fix: 'give one of them another name, or remove it',
    *check({ objects }) {
      const seen = new Map<string, CheckedObject>();
      for (const checked of objects) {
        const { identity, name, namespace, object } = checked;
        if (!name || object.metadata.generateName === name) continue;
        const group = identity.apiVersion.replace(/\/?[^/]*$/, '');
        const key = `${group}/${identity.kind} ${namespace}/${name}`;
        const first = seen.get(key);
        if (first) {
          const place = first.input.locate?.('');
          yield {
            object,
            field: 'metadata.name',
            message: `there is another ${identity.kind} ${namespace ? `${namespace}/` : ''}${name}${place ? ` at ${place.file}:${place.line}` : ''}`,
          };
        } else seen.set(key, checked);
      }
    },
  },
];
