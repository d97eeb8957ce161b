import { Quantity } from '../quantity';

/** Amounts per resource name. */
export type Amounts = ReadonlyMap<string, Quantity>;

type ResourceList = { readonly [name: string]: string | number };

export function amountsOf(list: ResourceList | undefined): Amounts {
  return new Map(Object.entries(list ?? {}).map(([name, text]) => [name, Quantity.parse(text)]));
}

/** As the API writes them. */
export function listOf(amounts: Amounts): { readonly [name: string]: string } {
  return Object.fromEntries(Array.from(amounts, ([name, amount]) => [name, amount.toString()]));
}

export function sumOf(a: Amounts, b: Amounts): Amounts {
  const sum = new Map(a);
  for (const [name, amount] of b) {
    const known = sum.get(name);
    sum.set(name, known ? known.add(amount) : amount);
  }
  return sum;
}

/** What `after` is more than `before`, nothing being less than zero. */
export function increase(after: Amounts, before: Amounts): Amounts {
  const more = new Map<string, Quantity>();
  for (const [name, amount] of after) {
    const known = before.get(name);
    const difference = known ? amount.subtract(known) : amount;
    more.set(name, difference.sign > 0 ? difference : Quantity.zero);
  }
  return more;
}

export function only(amounts: Amounts, wanted: (name: string, amount: Quantity) => boolean): Amounts {
  return new Map([...amounts].filter(([name, amount]) => wanted(name, amount)));
}

/** `cpu=1,pods=2`, sorted by name, as refusals print amounts. */
export function printAmounts(amounts: Amounts): string {
  return [...amounts.keys()]
    .sort()
    .map((name) => `${name}=${amounts.get(name)}`)
    .join(',');
}
