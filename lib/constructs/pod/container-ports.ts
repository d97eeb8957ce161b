import type { IConstruct } from 'constructs';
import type { ContainerPort } from '../../kube/generated/core-v1';
import { checkText, PORT_NAME } from '../authoring/names';
import { checkPort } from '../authoring/numbers';
import { report } from '../authoring/report';

/** A port a container listens on. */
export interface NamedPort {
  readonly name: string;
  readonly number: number;
}

/** The TCP ports a container listens on, by name. The first one is the main port. */
export class ContainerPorts {
  private readonly ports: NamedPort[] = [];

  /** Adds a port; reports a number or a name that is none, or that is taken. */
  add(owner: IConstruct, field: string, { name, number }: NamedPort): void {
    const twin = this.ports.find((port) => port.name === name || port.number === number);
    checkPort(owner, field, number);
    checkText(owner, field, name, PORT_NAME);
    if (twin) {
      report(owner, {
        field,
        message: `port ${name} (${number}) and port ${twin.name} (${twin.number}) need different names and numbers`,
      });
    }
    this.ports.push({ name, number });
  }

  /** By number or name; the main port when none is given. Reports a port the container does not have. */
  find(owner: IConstruct, field: string, wanted?: number | string): NamedPort | undefined {
    const found =
      wanted === undefined
        ? this.ports[0]
        : this.ports.find(({ name, number }) => name === wanted || number === wanted);
    if (!found) {
      report(owner, { field, message: `no container port is ${wanted ?? 'given'}; there is ${this.list()}` });
    }
    return found;
  }

  all(): readonly NamedPort[] {
    return this.ports;
  }

  toJson(): readonly ContainerPort[] | undefined {
    return this.ports.length > 0
      ? this.ports.map(({ name, number }) => ({ name, containerPort: number, protocol: 'TCP' }))
      : undefined;
  }

  private list(): string {
    return this.ports.map(({ name, number }) => `${name} (${number})`).join(', ') || 'none';
  }
}
