import type { BuiltInRule } from '../../rule';

/** Both are told of by the suppressions themselves, once all rules have been checked. */

export const SUPPRESSION: BuiltInRule = {
  id: 'suppression',
  severity: 'warning',
  profile: 'learning',
  finds: 'An annotation `checks.seaworthy.dev/ignore` that names an unknown rule, or gives no reason.',
  why: 'Nobody knows later whether the exception was meant, or is still needed.',
  fix: 'write "rule: reason", several of them with semicolons between',
  check: () => [],
};

export const UNUSED_SUPPRESSION: BuiltInRule = {
  id: 'unused-suppression',
  severity: 'info',
  profile: 'default',
  finds: 'An annotation `checks.seaworthy.dev/ignore` that ignores nothing any more.',
  why: 'An exception that is no longer needed would hide the next mistake.',
  fix: 'remove it from the annotation',
  check: () => [],
};
