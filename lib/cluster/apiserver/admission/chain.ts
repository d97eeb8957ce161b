import type { KubeObject } from '../../../kube/object';
import type { ResourceInfo } from '../../../kube/resource-catalogue';
import type {
  AdmissionEnvironment,
  AdmissionPlugin,
  AdmissionRequest,
  AdmissionTarget,
  Operation,
} from './plugin';

/** The plugins that care about one kind of request, in their order. */
interface Links {
  readonly mutating: readonly AdmissionPlugin[];
  readonly validating: readonly AdmissionPlugin[];
}

/** The plugins for the last request: the next question is most often about the same one, or another of its kind. */
interface LastLinks extends AdmissionTarget {
  readonly links: Links;
}

/** The plugins in their order: all mutating ones first, then the validating ones. */
export class AdmissionChain {
  private readonly links = new WeakMap<ResourceInfo, Map<Operation, Map<string, Links>>>();
  private last: LastLinks | undefined;

  constructor(
    private readonly plugins: readonly AdmissionPlugin[],
    private readonly environment: AdmissionEnvironment,
  ) {}

  /** Plugins that change objects as their users tell them can have all plugins asked a second time. */
  mutate(object: KubeObject, request: AdmissionRequest): KubeObject {
    const mutated = this.mutateOnce(object, request);
    if (!request.reinvocation.isWanted) return mutated;
    request.reinvocation.begin();
    return this.mutateOnce(mutated, request);
  }

  private mutateOnce(object: KubeObject, request: AdmissionRequest): KubeObject {
    let mutated = object;
    for (const plugin of this.linksFor(request).mutating)
      mutated = plugin.mutate!(mutated, request, this.environment);
    return mutated;
  }

  validate(request: AdmissionRequest): void {
    for (const plugin of this.linksFor(request).validating) plugin.validate!(request, this.environment);
  }

  /** Names of the plugins that have a say in such requests, in the order in which they are first asked. */
  pluginsFor(target: AdmissionTarget): readonly string[] {
    const { mutating, validating } = this.linksFor(target);
    return [...new Set([...mutating, ...validating])].map(({ name }) => name);
  }

  private linksFor({ resource, subresource, operation }: AdmissionTarget): Links {
    const { last } = this;
    if (last?.resource === resource && last.subresource === subresource && last.operation === operation)
      return last.links;
    const links = this.knownLinks({ resource, subresource, operation });
    this.last = { resource, subresource, operation, links };
    return links;
  }

  /** Most plugins care about few resources: which ones is found out once. */
  private knownLinks(target: AdmissionTarget): Links {
    const { resource, subresource, operation } = target;
    let byKind = this.links.get(resource);
    if (!byKind) {
      byKind = new Map();
      this.links.set(resource, byKind);
    }
    let ofOperation = byKind.get(operation);
    if (!ofOperation) {
      ofOperation = new Map();
      byKind.set(operation, ofOperation);
    }
    let links = ofOperation.get(subresource);
    if (!links) {
      const interested = this.plugins.filter((plugin) => plugin.handles(target));
      links = {
        mutating: interested.filter((plugin) => plugin.mutate),
        validating: interested.filter((plugin) => plugin.validate),
      };
      ofOperation.set(subresource, links);
    }
    return links;
  }
}
