import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { clone } from '../../../lib/kube/frozen';
import type { Container, Pod } from '../../../lib/kube/generated/core-v1';
import { isObject } from '../../../lib/kube/record';

export const FOLDER = join(__dirname, '..', '..', 'golden', 'pod-security');

export interface PodCase {
  readonly name: string;
  readonly metadata?: object;
  readonly spec?: object;
  readonly containers?: readonly object[];
  readonly initContainers?: readonly object[];
}

/** What a namespace that enforces a level says to the pod, from this version on until the next. */
export interface VersionAnswer {
  /** The minor version, or `latest`. */
  readonly since: string;
  /** The violations; absent for a pod that is let in. */
  readonly violates?: string;
}

export interface PodAnswer {
  readonly name: string;
  readonly baseline: readonly VersionAnswer[];
  readonly restricted: readonly VersionAnswer[];
}

export const VERSIONS = [
  'v1.0',
  'v1.7',
  'v1.8',
  'v1.18',
  'v1.19',
  'v1.21',
  'v1.22',
  'v1.23',
  'v1.24',
  'v1.25',
  'v1.26',
  'v1.27',
  'v1.28',
  'v1.29',
  'v1.31',
  'v1.32',
  'v1.33',
  'v1.34',
  'v1.35',
  'v1.36',
  'v1.99',
  'latest',
] as const;

const CONTAINER = {
  name: 'web',
  image: 'example.com/web:1',
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
};

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'pod' },
  spec: {
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  },
};

export function podCases(): readonly PodCase[] {
  return parse(readFileSync(join(FOLDER, 'pods.cases.yaml'), 'utf8'));
}

/** The pod of a case: its parts over those of a pod that every policy allows. A null removes. */
export function podOf({ metadata, spec, containers, initContainers }: PodCase): Pod {
  const pod = clone(POD) as { metadata: object; spec: object };
  const withSecurity = (container: object) => overlay(CONTAINER, container) as Container;
  return {
    ...pod,
    metadata: { ...pod.metadata, ...metadata },
    spec: {
      ...withoutNulls({ ...pod.spec, ...spec }),
      containers: (containers ?? [CONTAINER]).map(withSecurity),
      ...(initContainers ? { initContainers: initContainers.map(withSecurity) } : {}),
    },
  } as Pod;
}

function overlay(under: unknown, over: unknown): unknown {
  if (!isObject(under) || !isObject(over)) return over;
  const keys = [...new Set([...Object.keys(under), ...Object.keys(over)])];
  return withoutNulls(
    Object.fromEntries(keys.map((key) => [key, key in over ? overlay(under[key], over[key]) : under[key]])),
  );
}

function withoutNulls(object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}
