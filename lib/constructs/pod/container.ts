import type { IConstruct } from 'constructs';
import type {
  Container as ContainerObject,
  ResourceRequirements,
  VolumeMount,
} from '../../kube/generated/core-v1';
import { checkWhole } from '../authoring/numbers';
import { report } from '../authoring/report';
import { ContainerPorts } from './container-ports';
import { Environment, type EnvironmentVariables } from './environment';
import { type Health, type Probes, probesOf } from './probe';
import { type ResourcesProps, resourceRequirements } from './resources';
import { containerSecurityContext } from './security-context';
import { type MountOptions, type Volume, volumeMount } from './volume';

/** What every container has, the main one of a workload as well as its sidecars. */
export interface ContainerProps {
  /** The image with its tag or digest: `registry.example.com/shop/api:1.4.2`. */
  readonly image: string;
  /**
   * The program, in place of the image's entry point.
   *
   * @default the image's
   */
  readonly command?: readonly string[];
  /**
   * Arguments of the program.
   *
   * @default the image's
   */
  readonly args?: readonly string[];
  /**
   * Environment variables, by name.
   *
   * @default none
   */
  readonly env?: EnvironmentVariables;
  /**
   * CPU and memory.
   *
   * @default 100m of CPU and 128Mi of memory set aside; 128Mi of memory at most
   */
  readonly resources?: ResourcesProps;
  /**
   * Folders the process may write to, each an empty volume of its own; all other files are read-only.
   *
   * @default ['/tmp']
   */
  readonly scratch?: readonly string[];
  /**
   * Number of the user the process runs as. It cannot be 0, which is root.
   *
   * @default the image's user
   */
  readonly user?: number;
}

/** A container beside the main one. */
export interface ExtraContainerProps extends ContainerProps {
  /**
   * TCP ports it listens on, by name.
   *
   * @default none
   */
  readonly ports?: { readonly [name: string]: number };
  /**
   * How its health is found out.
   *
   * @default no probes
   */
  readonly health?: Health;
  /**
   * Seconds it goes on serving after it is told to stop, before SIGTERM.
   *
   * @default 0
   */
  readonly stopDelay?: number;
}

/** One container of a pod. */
export class Container {
  readonly ports = new ContainerPorts();
  readonly env: Environment;
  private readonly mounts: VolumeMount[] = [];
  private readonly resources: ResourceRequirements;
  private readonly probes: Probes;

  constructor(
    private readonly owner: IConstruct,
    readonly name: string,
    private readonly props: ExtraContainerProps,
  ) {
    this.env = new Environment(owner);
    if (!props.image.trim()) report(owner, { field: 'image', message: 'the image is empty' });
    if (props.user !== undefined) checkWhole(owner, 'user', props.user, 1);
    for (const [port, number] of Object.entries(props.ports ?? {})) {
      this.ports.add(owner, `ports.${port}`, { name: port, number });
    }
    for (const [variable, value] of Object.entries(props.env ?? {})) this.env.set(variable, value, 'env');
    this.resources = resourceRequirements(owner, props.resources);
    this.probes = props.health === undefined ? {} : probesOf(owner, this.ports, props.health);
  }

  /** Shows a volume of the pod under an absolute path. Reports a path that is taken. */
  mount(volume: Volume, path: string, options: MountOptions = {}): this {
    const taken = this.mounts.find(({ mountPath }) => mountPath === path);
    if (!path.startsWith('/')) {
      report(this.owner, { field: 'mount', message: `${JSON.stringify(path)} is not an absolute path` });
    }
    if (taken) {
      report(this.owner, {
        field: 'mount',
        message: `container ${this.name} has two volumes at ${path}: ${taken.name} and ${volume.name}`,
      });
    }
    this.mounts.push(volumeMount(volume, path, options));
    return this;
  }

  toJson(): ContainerObject {
    const { image, command, args, stopDelay = 0 } = this.props;
    return {
      name: this.name,
      image,
      ...(command && { command }),
      ...(args && { args }),
      ports: this.ports.toJson(),
      ...this.env.toJson(),
      ...this.probes,
      // Endpoints are withdrawn while the container is told to stop: until everyone knows, it goes on serving.
      ...(stopDelay > 0 && { lifecycle: { preStop: { sleep: { seconds: stopDelay } } } }),
      resources: this.resources,
      securityContext: containerSecurityContext(this.props),
      ...(this.mounts.length > 0 && { volumeMounts: this.mounts }),
    };
  }
}
