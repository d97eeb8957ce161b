import type { Finding } from '../../checks/finding';

/**
 * Findings for programs: `{findings: [{rule, severity, message, fix, object, field, location}]}`. The file is empty and
 * the line 0 for what has no place in a file.
 */
export function findingsJson(findings: readonly Finding[]): string {
  const printed = findings.map(({ rule, severity, message, fix, object, field, position }) => ({
    rule,
    severity,
    message,
    fix,
    object: {
      apiVersion: object.apiVersion,
      kind: object.kind,
      namespace: object.namespace,
      name: object.name,
    },
    field,
    location: { file: position?.file ?? '', line: position?.line ?? 0 },
  }));
  return JSON.stringify({ findings: printed }, null, 2);
}
