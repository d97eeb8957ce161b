import type { IConstruct } from 'constructs';
import type { ContainerPort } from '../../kube/generated/core-v1';
import { isDnsLabel } from '../authoring/names';
import { report } from '../authoring/report';

/** A port a container listens on. */
export interface NamedPort {
  readonly name: string;
  readonly number: number;
}

const LARGEST_PORT = 65_535;
const LONGEST_NAME = 15;

/** Whether a value can be the number of a port. */
export function isPort(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= LARGEST_PORT;
}

/** The TCP ports a container listens on, by name. The first one is the main port. */
export class ContainerPorts {
  private readonly ports: NamedPort[] = [];

  /** Adds a port; reports a number or a name that is none, or that is taken. */
  add(owner: IConstruct, field: string, { name, number }: NamedPort): void {
    const twin = this.ports.find((port) => port.name === name || port.number === number);
    if (!isPort(number)) {
      report(owner, { field, message: `${number} is no port: a whole number from 1 to ${LARGEST_PORT}` });
    }
    if (!isDnsLabel(name) || name.length > LONGEST_NAME || !/[a-z]/.test(name) || name.includes('--')) {
      report(owner, {
        field,
        message: `${JSON.stringify(name)} is no name of a port: lower case letters, digits and single "-", at least one letter, at most ${LONGEST_NAME} characters`,
      });
    }
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
