import { ApiObject, Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import type { LimitRange, Namespace, ResourceQuota } from '../kube/generated/core-v1';
import type { NetworkPolicy } from '../kube/generated/networking-v1';
import { Namespaces, NetworkPolicies } from '../kube/generated/resources';
import { isPrepared } from './app';
import { describeConstruct, type Problem, throwProblems } from './authoring/construct-error';
import { checkLabels, type Labels, MANAGED_BY, MANAGER, PART_OF } from './authoring/labels';
import { checkDnsLabel, checkText, LABEL_VALUE } from './authoring/names';
import { gatherProblems, report } from './authoring/report';
import { callerLocation, recordSource } from './authoring/source-location';
import { claimName, fieldPathOf, isKubeApiObject, KubeApiObject } from './kube-api-object';
import { objectName } from './object-name';
import { overrideChange, patchChange } from './patch/change';
import type { Operation } from './patch/operation';
import { StackChanges } from './stack-changes';
import { chartObjects } from './synthesis/chart-objects';
import { type ContainerLimitsProps, makeContainerLimits } from './tenancy/container-limits';
import { makeQuota, type QuotaProps } from './tenancy/quota';

/** The levels of the Pod Security Standards. */
export type PodSecurityLevel = 'restricted' | 'baseline' | 'privileged';

export interface StackProps {
  /**
   * The namespace of every object in the stack: a DNS-1123 label.
   *
   * @default the id
   */
  readonly namespace?: string;
  /**
   * Whether the stack makes its namespace, with Pod Security labels and the policy that denies all traffic by default.
   * Set it to false for a second stack in one namespace.
   *
   * @default true
   */
  readonly createNamespace?: boolean;
  /**
   * What pods the namespace admits, as its `pod-security.kubernetes.io` labels say. Every workload of this library
   * passes `restricted`; those of cdk8s-plus need `baseline`.
   *
   * @default 'restricted'
   */
  readonly podSecurity?: PodSecurityLevel;
  /**
   * Whether traffic is denied unless a construct declares it (`connectsTo`, routes).
   *
   * @default true
   */
  readonly networkPolicies?: boolean;
  /**
   * What all of the namespace may take together. Only where the stack makes the namespace.
   *
   * @default no bound
   */
  readonly quota?: QuotaProps;
  /**
   * What each container of the namespace may take, and gets when it does not say. Only where the stack makes the
   * namespace.
   *
   * @default no bound
   */
  readonly limits?: ContainerLimitsProps;
  /**
   * The application all of this belongs to: the label `app.kubernetes.io/part-of`.
   *
   * @default the id
   */
  readonly partOf?: string;
  /**
   * Labels of every object in the stack, and of its pods.
   *
   * @default none
   */
  readonly labels?: Labels;
}

const STACK = Symbol.for('seaworthy.Stack');

/**
 * A chart and its namespace: what is reviewed, and applied, as one file. Constructs of cdk8s and cdk8s-plus fit in as
 * well, and get the namespace, the labels, and names that come from their ids.
 */
export class Stack extends Chart {
  declare readonly namespace: string;
  /** Whether traffic is denied unless it is declared. */
  readonly networkPolicies: boolean;
  /** What pods the namespace admits. */
  readonly podSecurity: PodSecurityLevel;
  /** The namespace, where this stack makes it. */
  readonly namespaceObject?: KubeApiObject<Namespace>;
  /** The policy that denies what no other policy allows, where this stack makes it. */
  readonly defaultDeny?: KubeApiObject<NetworkPolicy>;

  /** What all of the namespace may take, where there is `quota`. */
  readonly quota?: KubeApiObject<ResourceQuota>;
  /** What each container may take, where there are `limits`. */
  readonly limits?: KubeApiObject<LimitRange>;

  private readonly changes = new StackChanges(this);

  /** The stack a construct is in. Reports a construct in none. */
  static override of(construct: IConstruct): Stack {
    const stack = construct.node.scopes.findLast(isStack);
    if (!stack) {
      report(construct, {
        message: 'is in no Stack, and so has no namespace',
        fix: 'make it inside of a Stack: new Stack(app, "shop")',
      });
    }
    return stack!;
  }

  /** Tells stacks from other charts; `Chart` answers for all of its kind. */
  static override [Symbol.hasInstance](value: unknown): value is Stack {
    return isStack(value);
  }

  constructor(scope: Construct, id: string, props: StackProps = {}) {
    const { namespace = id, partOf = id, networkPolicies = true, podSecurity = 'restricted' } = props;
    super(scope, id, { namespace, labels: { ...props.labels, [PART_OF]: partOf, [MANAGED_BY]: MANAGER } });
    Object.defineProperty(this, STACK, { value: true });
    recordSource(this);
    this.networkPolicies = networkPolicies;
    this.podSecurity = podSecurity;
    const throwGathered = gatherProblems(this);
    checkDnsLabel(this, props.namespace === undefined ? 'id' : 'namespace', namespace);
    checkLabels(this, props.labels);
    checkText(this, 'partOf', partOf, LABEL_VALUE);
    checkNamespaceProps(this, props);
    throwGathered();
    if (props.createNamespace ?? true) {
      this.namespaceObject = makeNamespace(this, podSecurity);
      if (networkPolicies) this.defaultDeny = makeDefaultDeny(this);
      if (props.quota) this.quota = makeQuota(this, props.quota);
      if (props.limits) this.limits = makeContainerLimits(this, props.limits);
    }
    this.node.addValidation({ validate: () => this.validateAll() });
  }

  /**
   * Changes an object of this stack by JSON patch operations (RFC 6902), whoever makes it and whenever. An object that
   * does not exist, and an operation that fits nowhere, are errors at synthesis.
   */
  patchObject(kind: string, name: string, ...operations: readonly Operation[]): this {
    this.changes.add(kind, name, patchChange(operations, callerLocation()));
    return this;
  }

  /** Sets or removes one field of an object of this stack, as {@link KubeApiObject.override} does. */
  overrideObject(kind: string, name: string, path: string, value: unknown): this {
    this.changes.add(kind, name, overrideChange(fieldPathOf(this, path), value, callerLocation()));
    return this;
  }

  /** The objects of this stack, in the order of synthesis. */
  get objects(): readonly ApiObject[] {
    return this.node
      .findAll()
      .filter((construct) => ApiObject.isApiObject(construct))
      .filter((object) => object.chart === this);
  }

  /** Names the objects of other libraries by their ids. */
  override generateObjectName(object: ApiObject): string {
    return objectName(object);
  }

  override toJson(): unknown[] {
    return isPrepared(this) ? chartObjects(this).map((object) => object.toJson()) : super.toJson();
  }

  /** What is wrong in this stack, as far as it shows only once all of it is there. */
  problems(): readonly Problem[] {
    const problems = [...this.changes.settle()];
    for (const object of this.objects) {
      if (isKubeApiObject(object)) problems.push(...object.problems());
      else problems.push(...conflictOf(object));
    }
    return problems;
  }

  /** Called by cdk8s before synthesis: tells the problems of the whole app at once. */
  private validateAll(): string[] {
    if (this.problems().length > 0) {
      throwProblems(this.node.root.node.findAll().flatMap((construct) => problemsOf(construct)));
    }
    return [];
  }
}

/** Reports what belongs to a namespace that another stack makes. */
function checkNamespaceProps(stack: Stack, { createNamespace = true, quota, limits }: StackProps): void {
  if (createNamespace) return;
  for (const [field, value] of Object.entries({ quota, limits })) {
    if (value === undefined) continue;
    report(stack, {
      field,
      message: `${field} is given, but createNamespace is false: it belongs to the stack that makes namespace "${stack.namespace}"`,
    });
  }
}

function isStack(value: unknown): value is Stack {
  return typeof value === 'object' && value !== null && STACK in value;
}

/** Of a stack, its own; of another construct, what its own validations say. */
function problemsOf(construct: IConstruct): readonly Problem[] {
  if (isStack(construct)) return construct.problems();
  return construct.node.validate().map((message) => ({ construct: describeConstruct(construct), message }));
}

/** Objects of other libraries are not known before all of them are there. */
function conflictOf(object: ApiObject): readonly Problem[] {
  const conflict = claimName(object, object.metadata.namespace);
  return conflict ? [{ construct: describeConstruct(object), ...conflict }] : [];
}

function makeNamespace(stack: Stack, level: PodSecurityLevel): KubeApiObject<Namespace> {
  const labels = {
    'pod-security.kubernetes.io/enforce': level,
    'pod-security.kubernetes.io/audit': level,
    'pod-security.kubernetes.io/warn': level,
  };
  return new KubeApiObject(stack, 'Namespace', Namespaces, { name: stack.namespace, labels, fields: {} });
}

function makeDefaultDeny(stack: Stack): KubeApiObject<NetworkPolicy> {
  return new KubeApiObject(stack, 'DefaultDeny', NetworkPolicies, {
    name: 'default-deny',
    fields: { spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] } },
  });
}
