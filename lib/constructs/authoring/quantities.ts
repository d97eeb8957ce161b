import type { IConstruct } from 'constructs';
import { Quantity, QuantityError } from '../../kube/quantity';
import { report } from './report';

/** Reads a quantity; reports a text that is none, or is below zero. */
export function checkQuantity(owner: IConstruct, field: string, text: string): Quantity | undefined {
  try {
    const quantity = Quantity.parse(text);
    if (quantity.sign >= 0) return quantity;
    report(owner, { field, message: `${JSON.stringify(text)} is below zero` });
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error;
    report(owner, { field, message: `${JSON.stringify(text)} is not a quantity: ${error.message}` });
  }
  return undefined;
}
