import type { Finding } from '../../../lib/checks/finding';

/** An error with everything that can be known of it. */
export const ERROR: Finding = {
  rule: 'service-target-port',
  severity: 'error',
  message: 'Deployment/api declares no TCP port named "web" & <none> else',
  fix: 'let targetPort name or number a port of a container',
  object: { apiVersion: 'v1', kind: 'Service', namespace: 'shop', name: 'api' },
  field: 'spec.ports[0].targetPort',
  position: { file: 'dist/my shop.k8s.yaml', line: 41, column: 7 },
  origin: { path: 'shop/api', type: 'WebService', source: { file: 'apps/shop/stack.ts', line: 12 } },
};

/** What a rule says that is about no object and no file. */
export const INFO: Finding = {
  rule: 'own-rule',
  severity: 'info',
  message: 'the rule failed: oh',
  fix: '',
  object: { apiVersion: '', kind: '', namespace: '', name: '' },
  field: '',
  position: undefined,
};

export const WARNING: Finding = { ...ERROR, severity: 'warning', field: '', origin: undefined };
