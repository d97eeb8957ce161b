import type { IConstruct } from 'constructs';
import { checkPort } from '../authoring/numbers';
import { report } from '../authoring/report';
import type { ContainerPorts } from '../pod/container-ports';

/** A port of a Service and the container port behind it. */
export interface ExposedPort {
  readonly name: string;
  readonly port: number;
  readonly targetPort: number;
}

/** The ports of a Service: the main container port under a number of its own, the others under theirs. */
export class ServicePorts {
  private readonly ports: readonly ExposedPort[];

  /** Reports a number that is no port, or that two ports would have. */
  constructor(owner: IConstruct, containerPorts: ContainerPorts, servicePort: number) {
    this.ports = containerPorts.all().map(({ name, number }, index) => ({
      name,
      port: index === 0 ? servicePort : number,
      targetPort: number,
    }));
    checkPort(owner, 'servicePort', servicePort);
    const twin = this.ports.slice(1).find(({ port }) => port === servicePort);
    if (twin) {
      report(owner, {
        field: 'servicePort',
        message: `servicePort is ${servicePort}, and so is port ${twin.name}: a Service has each number once`,
      });
    }
  }

  /** The port others use when they name none. */
  get main(): ExposedPort {
    return this.ports[0]!;
  }

  /** By number or name of the Service's port. */
  find(wanted: number | string): ExposedPort | undefined {
    return this.ports.find(({ name, port }) => name === wanted || port === wanted);
  }

  /** `http (80), metrics (9090)`. */
  toString(): string {
    return this.ports.map(({ name, port }) => `${name} (${port})`).join(', ');
  }

  all(): readonly ExposedPort[] {
    return this.ports;
  }
}
