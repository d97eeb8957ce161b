import type { Consequence, Severity } from '../../change';

export function loss(severity: Severity, fields: readonly string[], message: string): Consequence {
  return { type: 'data-loss', severity, fields, message };
}
