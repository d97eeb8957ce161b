import numbers from '../generated/protobuf-fields.json';
import type { Schema } from '../schema';

/** What a field of a message is: a field of the object, or a structure whose fields lie in the object itself. */
export type PlannedField =
  | { readonly name: string; readonly schema: Schema }
  | { readonly name: undefined; readonly embedded: MessagePlan };

/** The fields of a message by their numbers. */
export type MessagePlan = ReadonlyMap<number, PlannedField>;

const NUMBERS = numbers as { readonly [definition: string]: readonly string[] | undefined };
const plans = new WeakMap<Schema, MessagePlan>();

/** How the message of a built-in definition becomes an object. */
export function planOf(schema: Schema): MessagePlan {
  let plan = plans.get(schema);
  if (!plan) {
    plan = makePlan(schema);
    plans.set(schema, plan);
  }
  return plan;
}

function makePlan({ definitionName = '', fields }: Schema): MessagePlan {
  const plan = new Map<number, PlannedField>();
  for (const line of NUMBERS[definitionName] ?? []) {
    const [name, path] = line.split(' ') as [string, string];
    const schema = fields.get(name);
    if (!schema) continue;
    const steps = path.split('.').map(Number);
    const last = steps.pop()!;
    steps.reduce(embeddedIn, plan).set(last, { name, schema });
  }
  return plan;
}

function embeddedIn(plan: Map<number, PlannedField>, step: number): Map<number, PlannedField> {
  const known = plan.get(step);
  if (known && known.name === undefined) return known.embedded as Map<number, PlannedField>;
  const embedded = new Map<number, PlannedField>();
  plan.set(step, { name: undefined, embedded });
  return embedded;
}
