import fc from 'fast-check';
import { type Applied, applyConfiguration } from '../../../lib/kube/apply/apply';
import { fieldsOf } from '../../../lib/kube/apply/fields-of';
import { ManagedFields, NEVER_OWNED } from '../../../lib/kube/apply/managed-fields';
import { onlyFields } from '../../../lib/kube/apply/removal';
import { freeze } from '../../../lib/kube/frozen';
import type { KubeObject } from '../../../lib/kube/object';
import { schemaOf } from '../../../lib/kube/schema';
import { configuration } from './arbitraries';

const schema = schemaOf({ group: 'apps', version: 'v1', kind: 'Deployment' })!;

interface State {
  readonly live?: KubeObject;
  readonly managed: ManagedFields;
}

const NOTHING: State = { managed: ManagedFields.none };

function apply(state: State, applied: KubeObject, manager: string, second = 1): State & Applied {
  const { object, managed } = applyConfiguration({
    ...state,
    schema,
    apiVersion: 'apps/v1',
    subresource: '',
    configuration: applied,
    kind: 'Deployment',
    manager,
    time: `2026-01-01T00:00:0${second}Z`,
    force: true,
  });
  return { live: freeze(object), managed, object };
}

const empty: KubeObject = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } };

test('applying the same configuration twice changes nothing', () => {
  fc.assert(
    fc.property(configuration, configuration, (theirs, ours) => {
      const once = apply(apply(NOTHING, theirs, 'them', 1), ours, 'us', 2);
      const twice = apply(once, ours, 'us', 3);
      expect(twice.object).toBe(once.live);
      expect(twice.managed).toBe(once.managed);
    }),
  );
});

test('what is applied is there afterwards, and owned', () => {
  fc.assert(
    fc.property(configuration, configuration, (theirs, ours) => {
      const { live, managed } = apply(apply(NOTHING, theirs, 'them'), ours, 'us');
      const fields = fieldsOf(ours, schema);
      expect(onlyFields(live!, fields.leaves(), schema)).toMatchObject(
        onlyFields(ours, fields.leaves(), schema)!,
      );
      const owned = managed.ownedBy('us', { operation: 'Apply' })?.print() ?? {};
      expect(owned).toEqual(fields.difference(NEVER_OWNED).print());
    }),
  );
});

test('who applies nothing any more takes away only what nobody else owns', () => {
  fc.assert(
    fc.property(configuration, configuration, (theirs, ours) => {
      const alone = apply(NOTHING, theirs, 'them');
      const both = apply(alone, ours, 'us');
      const left = apply(both, empty, 'us');
      expect(left.managed.ownedBy('us', { operation: 'Apply' })).toBeUndefined();
      const kept = both.managed.ownedBy('them', { operation: 'Apply' });
      const after = left.managed.ownedBy('them', { operation: 'Apply' });
      expect(after?.print()).toEqual(kept?.print());
      if (!kept) return;
      const wanted = onlyFields(both.live!, kept.leaves(), schema);
      expect(onlyFields(left.live!, kept.leaves(), schema)).toEqual(wanted);
    }),
  );
});

test('the order in which two apply does not matter for what they own together', () => {
  fc.assert(
    fc.property(configuration, (shared) => {
      const forwards = apply(apply(NOTHING, shared, 'a'), shared, 'b');
      const backwards = apply(apply(NOTHING, shared, 'b'), shared, 'a');
      const fields = ({ managed }: State) =>
        managed.shares.map((share) => [share.key, share.fields.print()]).sort();
      expect(fields(forwards)).toEqual(fields(backwards));
    }),
  );
});

test('a configuration of another kind or version is refused', () => {
  expect(() => apply(NOTHING, { ...empty, kind: 'StatefulSet' }, 'us')).toThrow(
    'invalid object type: apps/v1, Kind=StatefulSet',
  );
  expect(() => apply(NOTHING, { ...empty, apiVersion: 'apps/v2' }, 'us')).toThrow(
    'invalid object type: apps/v2, Kind=Deployment',
  );
});

test('neither the live object nor the configuration is changed', () => {
  const ours = freeze({ ...empty, spec: { replicas: 2 } } as KubeObject);
  const { live } = apply(
    NOTHING,
    freeze({ ...empty, spec: { replicas: 1, paused: true } } as KubeObject),
    'them',
  );
  const merged = apply({ live, managed: ManagedFields.none }, ours, 'us');
  expect(live).toMatchObject({ spec: { replicas: 1, paused: true } });
  expect(merged.object).toMatchObject({ spec: { replicas: 2, paused: true } });
});
