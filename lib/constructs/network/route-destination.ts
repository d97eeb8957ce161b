import type { Service } from 'cdk8s-plus-27';
import type { IConstruct } from 'constructs';
import { describeConstruct } from '../authoring/construct-error';
import { report } from '../authoring/report';
import { Stack } from '../stack';
import { routeToService } from './cdk8s-plus-service';
import type { RouteBackend, RouteRequest, RouteTarget } from './route-target';

/** Where the requests of a path go. A Service of cdk8s-plus can be given as it is. */
export type RouteDestination = RouteTarget | Service;

/** The Service behind a destination. Reports one in another namespace, which routes cannot reach. */
export function backendOf(to: RouteDestination, request: RouteRequest, path: string): RouteBackend {
  const backend = 'acceptRoute' in to ? to.acceptRoute(request) : routeToService(to, request);
  checkNamespace(request.source, to, backend, path);
  return backend;
}

function checkNamespace(source: IConstruct, to: RouteDestination, backend: RouteBackend, path: string): void {
  const { namespace } = Stack.of(source);
  if (backend.namespace === namespace) return;
  report(source, {
    field: `paths[${path}]`,
    message: `${describeConstruct(to)} is in namespace "${backend.namespace}", but routes in namespace "${namespace}" can only reach their own`,
    fix: `make the routes in the stack of namespace "${backend.namespace}"`,
  });
}
