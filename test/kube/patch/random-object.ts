import { Random } from '../../../lib/cluster/clock/random';
import { decodeAll } from '../../../lib/kube/decode';
import { ResourceCatalogue } from '../../../lib/kube/resource-catalogue';
import { type Schema, schemaOf } from '../../../lib/kube/schema';

const NAMES = ['a', 'b', 'c', 'd', 'e'];
const MAX_DEPTH = 8;
/** Strategic merge patches cannot look into maps of lists, structures or anything. */
function isPlain(name: string, { type, items }: Schema): boolean {
  const isOpaque = type === 'map' && ['array', 'map', 'object', 'any'].includes(items!.type);
  return type !== 'any' && !isOpaque && !['kind', 'apiVersion', 'managedFields'].includes(name);
}

const schemas = [...ResourceCatalogue.kubernetes().all()].flatMap((info) => schemaOf(info) ?? []);

/** Random objects of a random kind, as the server would store them, without regard to validation. */
export class RandomObjects {
  readonly schema: Schema;
  private readonly random: Random;

  constructor(seed: number) {
    this.random = new Random(seed);
    this.schema = this.pick(schemas);
  }

  next(): object {
    return decodeAll<object>(this.schema, this.structure(this.schema, MAX_DEPTH)).value;
  }

  private pick<T>(list: readonly T[]): T {
    return list[this.random.below(list.length)]!;
  }

  private value(schema: Schema, depth: number): unknown {
    switch (schema.type) {
      case 'object':
        return this.structure(schema, depth);
      case 'map':
        return Object.fromEntries(
          this.some(NAMES).map((name) => [name, this.value(schema.items!, depth - 1)]),
        );
      case 'array':
        return this.list(schema, depth);
      default:
        return this.scalar(schema);
    }
  }

  private structure(schema: Schema, depth: number): object {
    if (depth <= 0) return {};
    const names = [...schema.fields.keys()].filter((name) => isPlain(name, schema.fields.get(name)!));
    const chosen = names.filter(() => this.random.below(Math.max(names.length, 5)) < 5);
    return Object.fromEntries(chosen.map((name) => [name, this.value(schema.fields.get(name)!, depth - 1)]));
  }

  /** Elements of lists that are merged are told apart by their key; scalars are sorted, for their order means nothing. */
  private list(schema: Schema, depth: number): unknown[] {
    const items = schema.items!;
    const merges = schema.patchStrategy.includes('merge');
    const mergeKey = schema.patchMergeKey;
    if (merges && mergeKey === undefined) return [...new Set(this.some(NAMES))].sort();
    const elements = this.some(NAMES).map(() => this.value(items, depth - 1));
    if (!merges) return elements;
    const keyed = elements.map((element) => [this.scalar(items.fields.get(mergeKey!)!), element] as const);
    return [...new Map(keyed)].map(([key, element]) => ({ ...(element as object), [mergeKey!]: key }));
  }

  /** Up to four of them, in any order. */
  private some(names: readonly string[]): string[] {
    const shuffled = [...names].sort(() => this.random.below(3) - 1);
    return shuffled.slice(0, this.random.below(5));
  }

  private scalar(schema: Schema): unknown {
    switch (schema.type) {
      case 'integer':
        return this.pick([0, 5, 80, 443]);
      case 'number':
        return this.pick([0.5, 2]);
      case 'boolean':
        return this.pick([true, false]);
      case 'quantity':
        return this.pick(['1', '500m', '1Gi']);
      case 'intOrString':
        return this.pick([80, '25%', 'http']);
      case 'time':
        return this.pick(['2024-05-06T07:08:09Z', '2025-05-06T07:08:09Z']);
      case 'microTime':
        return '2024-05-06T07:08:09.000001Z';
      case 'bytes':
        return this.pick(['YQ==', 'Yg==']);
      default:
        return this.pick(NAMES);
    }
  }
}
