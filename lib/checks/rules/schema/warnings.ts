import { strategyOf } from '../../../kube/strategies';
import type { BuiltInRule } from '../../rule';

export const WARNING_RULES: readonly BuiltInRule[] = [
  {
    id: 'api-warning',
    severity: 'warning',
    profile: 'default',
    finds:
      'What the API server accepts with a warning: deprecated fields, labels and annotations, values that do nothing, an environment variable that hides another.',
    why: 'The object is stored, but part of it does nothing, or not what was meant.',
    fix: 'do what the warning says',
    peers: [
      'kube-linter duplicate-env-var',
      'kube-linter deprecated-service-account-field',
      'kube-score environment-variable-key-duplication',
    ],
    *check({ objects }) {
      for (const { info, object, written, schemaProblems } of objects) {
        if (!info || schemaProblems.length > 0) continue;
        for (const text of strategyOf(info)?.warnings?.(object, undefined, written) ?? []) {
          const { field, message } = split(text);
          yield { object, field, message };
        }
      }
    },
  },
];

/** Warnings mostly begin with the field: `spec.template.spec.volumes[0].gitRepo: deprecated in v1.11, …`. */
function split(text: string): { field: string; message: string } {
  const found = /^((?:[\w.-]|\[[^\]]*\])+): (.*)$/s.exec(text);
  return found ? { field: found[1]!, message: found[2]! } : { field: '', message: text };
}
