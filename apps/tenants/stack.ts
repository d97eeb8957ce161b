import type { Construct } from 'constructs';
import { IngressRoutes, type Stack } from '../../lib/constructs';
import { addTeam } from './team';

/** Two teams on one cluster. Nothing passes between them but what is declared: green may ask blue. */
export function tenants(scope: Construct): readonly Stack[] {
  const blue = addTeam(scope, 'blue', {
    cpu: '4',
    memory: '8Gi',
    image: 'registry.example.com/blue/app:1.0.0',
  });
  const green = addTeam(scope, 'green', {
    cpu: '2',
    memory: '4Gi',
    image: 'registry.example.com/green/app:2.0.0',
  });
  green.service.addConnection(blue.service, { env: 'BLUE_URL' });
  for (const { stack, service } of [blue, green]) {
    new IngressRoutes(stack, 'edge', { host: `${stack.namespace}.example.com`, paths: { '/': service } });
  }
  return [blue.stack, green.stack];
}
