import type { PropagationPolicy, RequestOptions } from '../../../kube/api-request';
import { invalidObject, notSupported } from '../../../kube/field-error';
import { FieldPath } from '../../../kube/field-path';
import { badRequest } from '../../../kube/status';

type Parameters = URLSearchParams;

/** Reads what a query string says to the API. Parameters that the API does not know are ignored, as it does. */
export function optionsOf(parameters: Parameters): RequestOptions {
  const options: { -readonly [K in keyof RequestOptions]: RequestOptions[K] } = {};
  for (const field of TEXTS) {
    const value = parameters.get(field);
    if (value) (options as Record<string, unknown>)[field] = value;
  }
  for (const field of FLAGS) {
    const value = parameters.get(field);
    if (value !== null) (options as Record<string, unknown>)[field] = booleanOf(field, value);
  }
  for (const field of NUMBERS) {
    const value = parameters.get(field);
    if (value) (options as Record<string, unknown>)[field] = integerOf(field, value);
  }
  const dryRun = parameters.getAll('dryRun').filter(Boolean);
  if (dryRun.length > 0) options.dryRun = isDryRun(dryRun);
  if (options.fieldValidation) checkFieldValidation(options.fieldValidation);
  return options;
}

/** The body of a DELETE adds to, and overrides, what its query string says. */
export function deleteOptionsOf(body: unknown, options: RequestOptions): RequestOptions {
  if (typeof body !== 'object' || body === null) return options;
  const given = body as {
    gracePeriodSeconds?: number;
    propagationPolicy?: PropagationPolicy;
    orphanDependents?: boolean;
    preconditions?: { uid?: string; resourceVersion?: string };
    dryRun?: string[];
  };
  const { gracePeriodSeconds, propagationPolicy, orphanDependents, preconditions, dryRun } = given;
  const merged = {
    ...options,
    ...(gracePeriodSeconds !== undefined && gracePeriodSeconds !== null ? { gracePeriodSeconds } : {}),
    ...(propagationPolicy ? { propagationPolicy } : {}),
    ...(typeof orphanDependents === 'boolean' ? { orphanDependents } : {}),
    ...(preconditions ? { preconditions } : {}),
    ...(dryRun?.length ? { dryRun: isDryRun(dryRun) } : {}),
  };
  checkPropagation(merged);
  return merged;
}

const TEXTS = [
  'labelSelector',
  'fieldSelector',
  'resourceVersion',
  'resourceVersionMatch',
  'continue',
  'fieldManager',
  'fieldValidation',
  'propagationPolicy',
] as const;
const FLAGS = ['allowWatchBookmarks', 'sendInitialEvents', 'force', 'orphanDependents'] as const;
const NUMBERS = ['limit', 'timeoutSeconds', 'gracePeriodSeconds'] as const;

/** As Go's strconv.ParseBool, with an empty value for true. */
function booleanOf(field: string, text: string): boolean {
  if (['', '1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true;
  if (['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text)) return false;
  throw badRequest(
    `unable to decode parameter ${field}: strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`,
  );
}

function integerOf(field: string, text: string): number {
  if (/^[+-]?\d+$/.test(text)) return Number(text);
  throw badRequest(
    `unable to decode parameter ${field}: strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`,
  );
}

const OPTIONS_KIND = { group: 'meta.k8s.io', version: 'v1' };

function isDryRun(values: readonly string[]): true {
  for (const value of values)
    if (value !== 'All')
      throw invalidObject({ ...OPTIONS_KIND, kind: 'CreateOptions' }, '', [
        notSupported(FieldPath.of('dryRun'), values, ['All']),
      ]);
  return true;
}

function checkFieldValidation(value: string): void {
  const known = ['Ignore', 'Strict', 'Warn'];
  if (!known.includes(value))
    throw invalidObject({ ...OPTIONS_KIND, kind: 'CreateOptions' }, '', [
      notSupported(FieldPath.of('fieldValidation'), value, ['', ...known]),
    ]);
}

function checkPropagation({ propagationPolicy, orphanDependents }: RequestOptions): void {
  if (propagationPolicy && orphanDependents !== undefined)
    throw badRequest(
      'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Invalid value: orphanDependents and deletionPropagation cannot be both set',
    );
  if (propagationPolicy && !['Orphan', 'Background', 'Foreground'].includes(propagationPolicy))
    throw invalidObject({ ...OPTIONS_KIND, kind: 'DeleteOptions' }, '', [
      notSupported(FieldPath.of('propagationPolicy'), propagationPolicy, [
        'Foreground',
        'Background',
        'Orphan',
        'nil',
      ]),
    ]);
}
