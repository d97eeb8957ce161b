import type { ApiRequest } from '../../kube/api-request';
import type { ManagedFields } from '../../kube/apply/managed-fields';
import type { KubeObject } from '../../kube/object';
import type { KindRegistration } from './kind-registration';

/** What a write does to who owns which field. */
export interface OwnershipChange {
  /** The ownership after the write. */
  of(before: ManagedFields): ManagedFields;
}

/** What a manager wrote becomes its own. Few of these are ever asked for: they hold no more than they need. */
export class WrittenFields implements OwnershipChange {
  private readonly manager: string;
  private readonly subresource: string;

  /**
   * @param replaced the version that the write replaced, if any
   * @param after what was written. Admission is not an owner: what it adds belongs to nobody, as in the real server
   * @param managed the ownership that came with it, if any
   * @param time as the API writes it
   */
  constructor(
    private readonly kind: KindRegistration,
    { agent, options, subresource = '' }: ApiRequest,
    private readonly replaced: KubeObject | undefined,
    private readonly after: KubeObject,
    private readonly managed: ManagedFields | undefined,
    private readonly time: string,
  ) {
    this.manager = options.fieldManager ?? programOf(agent);
    this.subresource = subresource;
  }

  of(before: ManagedFields): ManagedFields {
    const { kind, replaced, after, managed, manager, subresource, time } = this;
    return (managed ?? before).update({
      schema: kind.schema,
      before: replaced,
      after,
      manager,
      apiVersion: after.apiVersion!,
      subresource,
      time,
      resetFields: kind.resetFields(subresource),
      versions: kind.versions,
    });
  }
}

/** `kubectl/v1.36.3 (linux/amd64)` is `kubectl`. */
function programOf(agent: string): string {
  const slash = agent.indexOf('/');
  return slash < 0 ? agent : agent.slice(0, slash);
}
