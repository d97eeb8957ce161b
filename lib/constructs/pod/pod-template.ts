import { createHash } from 'node:crypto';
import type { IConstruct } from 'constructs';
import type { PodSpec, PodTemplateSpec, Volume as VolumeObject } from '../../kube/generated/core-v1';
import type { Labels } from '../authoring/labels';
import { checkDnsLabel } from '../authoring/names';
import { report } from '../authoring/report';
import type { KubeApiObject } from '../kube-api-object';
import { Container, type ExtraContainerProps } from './container';
import { type PodSecurityProps, podSecurityContext } from './security-context';
import type { Volume, VolumeSource } from './volume';

/** Changes with every ConfigMap and Secret the pods read, so that a change of them starts new pods. */
export const CHECKSUM_ANNOTATION = 'checksum/config';

const DEFAULT_SCRATCH = ['/tmp'];

export interface PodTemplateProps {
  /** Labels of the pods, the selector's among them. */
  readonly labels: Labels;
  /**
   * Annotations of the pods.
   *
   * @default none
   */
  readonly annotations?: Labels;
  /** Fields of the pod specification that the kind of workload decides. */
  readonly spec: Omit<PodSpec, 'containers' | 'initContainers' | 'volumes' | 'securityContext'>;
  /** Whose files and processes they have. */
  readonly security?: PodSecurityProps;
}

export interface InitContainerProps extends ExtraContainerProps {
  /**
   * Whether it keeps running beside the containers (a native sidecar), rather than end before they start.
   *
   * @default false
   */
  readonly sidecar?: boolean;
}

/** The pods of a workload, of any kind: containers, volumes, and what restarts them. */
export class PodTemplate {
  private readonly containers: Container[] = [];
  private readonly initContainers: { readonly container: Container; readonly sidecar: boolean }[] = [];
  private readonly volumes = new Map<string, Volume>();
  private readonly claimed = new Set<string>();
  private readonly read: KubeApiObject[] = [];

  constructor(
    private readonly owner: IConstruct,
    private readonly props: PodTemplateProps,
  ) {}

  /** Adds a container that runs beside the others. The first one is the main container. */
  addContainer(name: string, props: ExtraContainerProps): Container {
    const container = this.makeContainer(name, props);
    this.containers.push(container);
    return container;
  }

  /** Adds a container that runs before the others, in the order of adding. */
  addInitContainer(name: string, props: InitContainerProps): Container {
    const { sidecar = false, health, stopDelay } = props;
    if (!sidecar && (health !== undefined || stopDelay)) {
      report(this.owner, {
        field: 'health',
        message: `init container ${name} has ${health === undefined ? `a stopDelay of ${stopDelay} s` : 'health'}, but sidecar is false: it ends before anybody asks`,
      });
    }
    const container = this.makeContainer(name, props);
    this.initContainers.push({ container, sidecar });
    return container;
  }

  /** Adds a volume, which containers then `mount`. Reports a name that is taken. */
  addVolume(name: string, source: VolumeSource): Volume {
    checkDnsLabel(this.owner, 'volume', name);
    if (this.volumes.has(name)) {
      report(this.owner, {
        field: 'volume',
        message: `the pod has two volumes named ${JSON.stringify(name)}`,
      });
    }
    const volume = { name, source };
    this.volumes.set(name, volume);
    return volume;
  }

  /** Adds a volume that the StatefulSet of the pods claims for each of them. */
  addClaimedVolume(name: string): Volume {
    this.claimed.add(name);
    return this.addVolume(name, {});
  }

  findVolume(name: string): Volume | undefined {
    return this.volumes.get(name);
  }

  findContainer(name: string): Container | undefined {
    return this.allContainers().find((container) => container.name === name);
  }

  /** The main container first. */
  containerNames(): readonly string[] {
    return this.allContainers().map(({ name }) => name);
  }

  /** Starts new pods whenever the data of a ConfigMap or Secret changes. */
  restartOnChangeOf(object: KubeApiObject): void {
    this.read.push(object);
  }

  /** As it stands at synthesis. */
  toJson(): PodTemplateSpec {
    const { labels, spec, security = {} } = this.props;
    const annotations = this.annotations();
    const initContainers = this.initContainers.map(({ container, sidecar }) => ({
      ...container.toJson(),
      ...(sidecar && { restartPolicy: 'Always' }),
    }));
    const volumes = [...this.volumes.values()]
      .filter(({ name }) => !this.claimed.has(name))
      .map(({ name, source }): VolumeObject => ({ name, ...source }));
    return {
      metadata: { labels, ...(annotations && { annotations }) },
      spec: {
        ...spec,
        securityContext: podSecurityContext(security),
        ...(initContainers.length > 0 && { initContainers }),
        containers: this.containers.map((container) => container.toJson()),
        ...(volumes.length > 0 && { volumes }),
      },
    };
  }

  private annotations(): Labels | undefined {
    const { annotations } = this.props;
    return this.read.length > 0
      ? { ...annotations, [CHECKSUM_ANNOTATION]: checksumOf(this.read) }
      : annotations;
  }

  private allContainers(): readonly Container[] {
    return [...this.containers, ...this.initContainers.map(({ container }) => container)];
  }

  private makeContainer(name: string, props: ExtraContainerProps): Container {
    const all = this.allContainers();
    checkDnsLabel(this.owner, 'container', name);
    if (all.some((container) => container.name === name)) {
      report(this.owner, {
        field: 'container',
        message: `the pod has two containers named ${JSON.stringify(name)}`,
      });
    }
    const container = new Container(this.owner, name, props);
    const prefix = all.length === 0 ? '' : `${name}-`;
    for (const path of props.scratch ?? DEFAULT_SCRATCH) {
      container.mount(this.addVolume(prefix + volumeName(path), { emptyDir: {} }), path);
    }
    return container;
  }
}

/** `/var/cache` gives `var-cache`. */
function volumeName(path: string): string {
  return path
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** Of everything but metadata, in the order of reading. 64 bits: enough to tell two versions apart. */
function checksumOf(objects: readonly KubeApiObject[]): string {
  const hash = createHash('sha256');
  for (const object of objects) {
    const { metadata, ...content } = object.toJson();
    hash.update(JSON.stringify([content, metadata.name]));
  }
  return hash.digest('hex').slice(0, 16);
}
