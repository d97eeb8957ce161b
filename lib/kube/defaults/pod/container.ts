import { freeze } from '../../frozen';
import type {
  Container,
  ContainerPort,
  EnvVar,
  EphemeralContainer,
  GRPCAction,
  HTTPGetAction,
  Lifecycle,
  LifecycleHandler,
  ObjectFieldSelector,
  Probe,
} from '../../generated/core-v1';
import { changeElements, changeField, fillAbsent, fillEmpty } from '../defaulting';
import { isLatestImage } from '../image-name';
import { roundRequirements } from '../resource-list';

const MESSAGES = freeze({
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
} as const);
const TIMES = freeze({ timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });
const TCP = freeze({ protocol: 'TCP' } as const);
const VERSION = freeze({ apiVersion: 'v1' });

export function pullPolicyOf(image: string): 'Always' | 'IfNotPresent' {
  return isLatestImage(image) ? 'Always' : 'IfNotPresent';
}

/** What every container gets: regular ones, init containers, ephemeral ones. */
export function defaultContainer<C extends Container | EphemeralContainer>(container: C): C {
  let filled: Container = fillEmpty<Container>(container, MESSAGES);
  if (!filled.imagePullPolicy) filled = { ...filled, imagePullPolicy: pullPolicyOf(filled.image ?? '') };
  filled = changeElements(filled, 'ports', (port: ContainerPort) => fillEmpty<ContainerPort>(port, TCP));
  filled = changeElements(filled, 'env', defaultVariable);
  filled = changeField(filled, 'resources', roundRequirements);
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe'] as const)
    filled = changeField(filled, probe, defaultProbe);
  return changeField(filled, 'lifecycle', defaultLifecycle) as C;
}

function defaultVariable(variable: EnvVar): EnvVar {
  return changeField(variable, 'valueFrom', (source) =>
    changeField(changeField(source, 'fieldRef', defaultFieldRef), 'fileKeyRef', (ref) =>
      fillAbsent(ref, { optional: false }),
    ),
  );
}

/** A field of the pod is one of its version 1. */
export function defaultFieldRef(selector: ObjectFieldSelector): ObjectFieldSelector {
  return fillEmpty<ObjectFieldSelector>(selector, VERSION);
}

function defaultProbe(probe: Probe): Probe {
  const timed = fillEmpty<Probe>(probe, TIMES);
  const http = changeField(timed, 'httpGet', defaultHttpGet);
  return changeField(http, 'grpc', (grpc: GRPCAction) => fillAbsent(grpc, { service: '' }));
}

function defaultHttpGet(action: HTTPGetAction): HTTPGetAction {
  return fillEmpty<HTTPGetAction>(action, { path: '/', scheme: 'HTTP' });
}

function defaultLifecycle(lifecycle: Lifecycle): Lifecycle {
  const handler = (one: LifecycleHandler) => changeField(one, 'httpGet', defaultHttpGet);
  return changeField(changeField(lifecycle, 'postStart', handler), 'preStop', handler);
}
