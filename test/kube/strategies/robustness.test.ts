import fc from 'fast-check';
import { decodeAll } from '../../../lib/kube/decode';
import { freeze } from '../../../lib/kube/frozen';
import { apiVersionOf, type KubeObject } from '../../../lib/kube/object';
import { ResourceCatalogue, type ResourceInfo } from '../../../lib/kube/resource-catalogue';
import { type Schema, schemaOf } from '../../../lib/kube/schema';
import { StatusError } from '../../../lib/kube/status';
import { strategyOf } from '../../../lib/kube/strategies';
import { admitNew, admitUpdate, withDefaults } from '../../../lib/kube/validation/admit-object';

/** Whatever is sent, it is admitted or refused with a Status: rules do not fail on what they did not expect. */

const SEED = 20_260_101;
const USER = { name: 'admin', groups: [] };
const kinds = [...ResourceCatalogue.kubernetes().all()].filter((info) => strategyOf(info));

const KEYS = ['a', 'cpu', 'memory', 'a b', 'example.com/x', 'storage'];
const TEXTS = [
  '',
  'a',
  'A b',
  'Always',
  'In',
  '10.0.0.1',
  '/x/../y',
  'x'.repeat(70),
  '25%',
  '<&>',
  'Localhost',
];
const SCALARS: { readonly [type: string]: readonly unknown[] } = {
  string: TEXTS,
  integer: [0, 1, -1, 80, 300, 70_000, 2 ** 31 - 1],
  number: [0, 0.5],
  boolean: [true, false],
  quantity: ['0', '1', '-1', '100m', '1Gi', '1.5'],
  intOrString: [0, 80, -1, 70_000, '25%', 'http', ''],
  time: ['2026-01-01T00:00:00Z'],
  microTime: ['2026-01-01T00:00:00.000000Z'],
  bytes: ['', 'YQ=='],
  any: [{}],
};

/** Random objects of a schema, the same ones for the same seed. */
class Author {
  constructor(private state: number) {}

  /** The deeper, the more is left out. */
  write(schema: Schema, depth = 0): unknown {
    switch (schema.type) {
      case 'object':
        return this.writeObject(schema, depth);
      case 'map':
        return Object.fromEntries(
          this.some().map(() => [this.choose(KEYS), this.write(schema.items!, depth + 1)]),
        );
      case 'array':
        return this.some().map(() => this.write(schema.items!, depth + 1));
      default:
        return this.choose(schema.enum ? [...schema.enum, ...TEXTS] : SCALARS[schema.type]!);
    }
  }

  private writeObject(schema: Schema, depth: number): object {
    const chance = depth < 2 ? 0.9 : 3 / (schema.fields.size + depth);
    const chosen = [...schema.fields].filter(([name]) => name !== 'managedFields' && this.next() < chance);
    return Object.fromEntries(chosen.map(([name, field]) => [name, this.write(field, depth + 1)]));
  }

  private some(): undefined[] {
    return new Array(Math.floor(this.next() * 3)).fill(undefined);
  }

  private choose<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)]!;
  }

  private next(): number {
    this.state = (Math.imul(this.state ^ (this.state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return ((this.state ^ (this.state >>> 12)) >>> 0) / 2 ** 32;
  }
}

function objectOf(info: ResourceInfo, seed: number): KubeObject {
  const schema = schemaOf(info)!;
  const { metadata = {}, ...written } = new Author(seed).write(schema) as Partial<KubeObject>;
  const named = {
    ...metadata,
    name: 'a',
    ...(info.namespaced ? { namespace: 'shop' } : { namespace: undefined }),
  };
  const document = { ...written, apiVersion: apiVersionOf(info), kind: info.kind, metadata: named };
  return withDefaults(info, freeze(decodeAll<KubeObject>(schema, document).value));
}

/** The object as admitted, or undefined if it is refused. */
function tried(admit: () => { readonly object: KubeObject }): KubeObject | undefined {
  try {
    return admit().object;
  } catch (error) {
    if (error instanceof StatusError) return undefined;
    throw error;
  }
}

describe.each(kinds.map((info) => [`${apiVersionOf(info)} ${info.kind}`, info] as const))('%s', (_, info) => {
  test('is admitted or refused, whatever it contains', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (first, second) => {
        const old = objectOf(info, first);
        const object = objectOf(info, second);
        tried(() => admitNew(info, object, USER));
        tried(() => admitUpdate(info, undefined, object, old, USER));
        if (info.subresources.has('status')) tried(() => admitUpdate(info, 'status', object, old, USER));
        for (const name of Object.keys(strategyOf(info)!.subresources ?? {}))
          tried(() => admitUpdate(info, name, object, old, USER));
      }),
      { seed: SEED, numRuns: 60 },
    );
  });

  test('is defaulted once and for all', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const defaulted = objectOf(info, seed);
        expect(withDefaults(info, freeze(defaulted))).toEqual(defaulted);
      }),
      { seed: SEED, numRuns: 30 },
    );
  });
});
