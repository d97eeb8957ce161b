import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import type { ValidatingAdmissionPolicy } from '../../../kube/generated/admissionregistration-v1';
import { ValidatingAdmissionPolicies } from '../../../kube/generated/resources';
import { apiVersionOf } from '../../../kube/object';
import { typeWarnings } from '../../../kube/policy/type-checking';
import type { ResourceCatalogue } from '../../../kube/resource-catalogue';
import type { Component, ComponentContext } from '../../component/component-context';
import { ControllerLoop } from '../../component/controller';

const NAME = 'validatingadmissionpolicy-status-controller';
/** Who writes the status: in Kubernetes the name is shorter than the controller's. */
const FIELD_MANAGER = 'validatingadmissionpolicy-status';

/** Says in the status of policies what is wrong with the types of their expressions. */
export class PolicyStatusController implements Component {
  private readonly client: Client;
  private readonly catalogue: ResourceCatalogue;
  private readonly loop: ControllerLoop;
  private readonly policies: Informer<ValidatingAdmissionPolicy>;

  constructor({ clock, informers, client, catalogue }: ComponentContext) {
    this.client = client(NAME);
    this.catalogue = catalogue;
    this.loop = new ControllerLoop({ clock, client: this.client, sync: (name) => this.sync(name) });
    this.policies = informers.of(ValidatingAdmissionPolicies);
    const enqueue = ({ metadata }: ValidatingAdmissionPolicy, revision: number) =>
      this.loop.enqueue(metadata.name!, revision);
    this.policies.on({ added: enqueue, updated: (policy, _old, revision) => enqueue(policy, revision) });
  }

  stop(): void {
    this.loop.stop();
  }

  private sync(name: string): void {
    const policy = this.policies.byKey(name);
    if (!policy) return;
    const { generation = 0 } = policy.metadata;
    if (generation <= (policy.status?.observedGeneration ?? 0)) return;
    const expressionWarnings = typeWarnings(policy, this.catalogue);
    const configuration = {
      apiVersion: apiVersionOf(ValidatingAdmissionPolicies),
      kind: ValidatingAdmissionPolicies.kind,
      metadata: { name },
      status: {
        observedGeneration: generation,
        typeChecking: expressionWarnings.length > 0 ? { expressionWarnings } : {},
      },
    };
    const options = { fieldManager: FIELD_MANAGER, force: true, subresource: 'status' };
    this.client.patch(ValidatingAdmissionPolicies, '', name, 'apply', configuration, options);
  }
}
