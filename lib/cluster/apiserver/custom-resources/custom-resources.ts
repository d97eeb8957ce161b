import type { ApiRequest } from '../../../kube/api-request';
import { isDefinition } from '../../../kube/custom-resource/custom-version';
import { servedResources } from '../../../kube/custom-resource/served-resources';
import { equal } from '../../../kube/frozen';
import type { CustomResourceDefinition } from '../../../kube/generated/apiextensions-v1';
import { CustomResourceDefinitions } from '../../../kube/generated/resources';
import type { ResourceInfo } from '../../../kube/resource-catalogue';
import { forbidden } from '../../../kube/status';
import { timestamp } from '../../clock/clock';
import type { AdmissionEnvironment } from '../admission/plugin';
import type { Registries } from '../api-server';
import type { ApiServerEnvironment } from '../environment';
import { API_SERVER } from '../loopback';
import type { RegistryHooks } from '../registry';
import { cleanedUp, isCleaningUp, markedForDeletion, withDeletionInProgress } from './definition-deletion';
import { withApproval, withEstablished, withNames } from './definition-status';

type Definition = CustomResourceDefinition;

/**
 * What custom resource definitions do to the API server: the kinds they add to the catalogue, the names they get, and
 * the end of their objects (Kubernetes' controllers for naming, establishing and finalizing).
 */
export class CustomResources {
  /** By name of the definition. */
  private readonly served = new Map<string, readonly ResourceInfo[]>();
  private readonly pending = new Set<string>();

  constructor(
    private readonly environment: ApiServerEnvironment,
    private readonly reader: AdmissionEnvironment,
    private readonly registries: () => Registries,
  ) {}

  /** For the registry of definitions. */
  readonly definitionHooks: RegistryHooks = {
    marked: (object) => markedForDeletion(object as Definition, this.now()),
    afterWrite: (object, old) => this.written(object as Definition, old as Definition | undefined),
    afterRemove: (object) => this.removed(object as Definition),
  };

  /** For the registry of a custom resource. */
  hooksOf(info: ResourceInfo): RegistryHooks {
    const name = info.custom!.definition.metadata.name!;
    return {
      beforeCreate: (object) => {
        const definition = this.find(name);
        if (!definition || !isDefinition(definition, 'Terminating')) return object;
        const why = 'create not allowed while custom resource definition is terminating';
        throw forbidden(info, object.metadata.name ?? '', why);
      },
      afterRemove: () => this.instanceRemoved(name),
    };
  }

  /** Serves what storage holds: for a storage that was filled by others. */
  load(): void {
    for (const definition of this.all()) this.written(definition, undefined);
  }

  private written(definition: Definition, old: Definition | undefined): void {
    this.register(definition);
    this.schedule(definition.metadata.name!);
    if (old && !equal(old.status?.acceptedNames, definition.status?.acceptedNames))
      this.scheduleOthers(definition);
  }

  private removed(definition: Definition): void {
    const name = definition.metadata.name!;
    for (const info of this.served.get(name) ?? []) this.environment.catalogue.remove(info);
    this.environment.watches.endSoon(storageNameOf(definition));
    this.served.delete(name);
    this.scheduleOthers(definition);
  }

  private instanceRemoved(name: string): void {
    const definition = this.find(name);
    if (definition && isCleaningUp(definition)) this.schedule(name);
  }

  /** Brings the catalogue up to date. What did not change stays the same object, which others know it by. */
  private register(definition: Definition): void {
    const { catalogue } = this.environment;
    const name = definition.metadata.name!;
    const before = this.served.get(name) ?? [];
    const [first] = before;
    if (first && isSameKind(first.custom!.definition, definition)) return;
    if (first && !isSameForm(first.custom!.definition, definition))
      this.environment.watches.endSoon(storageNameOf(definition));
    const after = servedResources(definition);
    for (const info of after) catalogue.add(info);
    for (const info of before)
      if (!after.some(({ version }) => version === info.version)) catalogue.remove(info);
    this.served.set(name, after);
  }

  /** Others of the group may get names that are free now. */
  private scheduleOthers({ metadata, spec }: Definition): void {
    for (const other of this.all())
      if (other.spec.group === spec.group && other.metadata.name !== metadata.name)
        this.schedule(other.metadata.name!);
  }

  private schedule(name: string): void {
    if (this.pending.has(name)) return;
    this.pending.add(name);
    this.environment.clock.schedule(0, () => {
      this.pending.delete(name);
      const definition = this.find(name);
      if (definition) this.sync(definition);
    });
  }

  private sync(definition: Definition): void {
    const now = this.now();
    if (isCleaningUp(definition)) {
      this.cleanUp(definition, now);
      return;
    }
    const named = withNames(definition, this.all(), now);
    const approved = named === definition ? withApproval(definition, now) : named;
    const next = approved === definition ? withEstablished(definition, now) : approved;
    if (next !== definition) this.reader.updateStatus(CustomResourceDefinitions, next);
  }

  private cleanUp(definition: Definition, now: string): void {
    const marked = withDeletionInProgress(definition, now);
    if (marked !== definition) {
      this.reader.updateStatus(CustomResourceDefinitions, marked);
      return;
    }
    if (isDefinition(definition, 'Established')) this.deleteInstances(definition);
    if (this.environment.storage.count(storageNameOf(definition)) > 0) return;
    this.reader.updateStatus(
      CustomResourceDefinitions,
      cleanedUp(this.find(definition.metadata.name!)!, now),
    );
  }

  private deleteInstances(definition: Definition): void {
    const [info] = this.served.get(definition.metadata.name!) ?? [];
    if (!info) return;
    const { group, version, resource } = info;
    const registry = this.registries().find(group, version, resource)!;
    for (const { object } of this.environment.storage.list(storageNameOf(definition))) {
      const { namespace = '', name, deletionTimestamp } = object.metadata;
      if (deletionTimestamp) continue;
      const request: ApiRequest = {
        ...API_SERVER,
        verb: 'deletecollection',
        group,
        version,
        resource,
        namespace,
        options: {},
      };
      registry.delete(request, name!);
    }
  }

  private find(name: string): Definition | undefined {
    return this.reader.get(CustomResourceDefinitions, '', name);
  }

  private all(): readonly Definition[] {
    return this.reader.list(CustomResourceDefinitions);
  }

  private now(): string {
    return timestamp(this.environment.clock.now());
  }
}

/** Whether two states of a definition say the same of its objects. */
function isSameForm(a: Definition, b: Definition): boolean {
  return equal(a.spec, b.spec) && equal(a.status?.acceptedNames, b.status?.acceptedNames);
}

/** Whether two states of a definition add the same to the API. */
function isSameKind(a: Definition, b: Definition): boolean {
  return (
    isSameForm(a, b) &&
    isDefinition(a, 'Established') === isDefinition(b, 'Established') &&
    isDefinition(a, 'Terminating') === isDefinition(b, 'Terminating')
  );
}

function storageNameOf({ spec }: Definition): string {
  return `${spec.names.plural}.${spec.group}`;
}
