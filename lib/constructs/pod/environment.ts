import type { IConstruct } from 'constructs';
import type { EnvFromSource, EnvVar, EnvVarSource } from '../../kube/generated/core-v1';
import { checkText, VARIABLE_NAME } from '../authoring/names';
import { report } from '../authoring/report';

/**
 * The value of an environment variable: a text, or where it is found. An `EnvValue` of cdk8s-plus is one, too:
 * `EnvValue.fromSecretValue({ secret, key: 'password' })`.
 */
export type EnvironmentValue = string | { readonly value?: string; readonly valueFrom?: EnvVarSource };

export type EnvironmentVariables = { readonly [name: string]: EnvironmentValue };

/** The environment variables of one container. A name can be given once only, wherever it comes from. */
export class Environment {
  private readonly variables: EnvVar[] = [];
  private readonly sources: EnvFromSource[] = [];
  /** Who gave each name: a prop and its value, in words. */
  private readonly givers = new Map<string, string>();

  constructor(private readonly owner: IConstruct) {}

  /** @param giver Where it comes from, for messages: `env`. */
  set(name: string, value: EnvironmentValue, giver: string): void {
    const { value: text, valueFrom } = typeof value === 'string' ? { value, valueFrom: undefined } : value;
    this.claim(name, giver, text ?? 'a reference');
    this.variables.push({
      name,
      ...(text !== undefined && { value: text }),
      ...(valueFrom && { valueFrom }),
    });
  }

  /** Every key of a ConfigMap or Secret becomes a variable. */
  addSource(source: EnvFromSource): void {
    this.sources.push(source);
  }

  /** Reserves a name that a source added by {@link addSource} provides. */
  claim(name: string, giver: string, value: string): void {
    const field = `${giver}.${name}`;
    const given = `${giver} (${value})`;
    const other = this.givers.get(name);
    checkText(this.owner, field, name, VARIABLE_NAME);
    if (other) {
      report(this.owner, {
        field,
        message: `environment variable ${name} is given twice: by ${other} and by ${given}`,
        fix: 'leave one of them out; a connection takes another name by { to, env }',
      });
    }
    this.givers.set(name, given);
  }

  toJson(): { readonly env?: readonly EnvVar[]; readonly envFrom?: readonly EnvFromSource[] } {
    return {
      ...(this.variables.length > 0 && { env: this.variables }),
      ...(this.sources.length > 0 && { envFrom: this.sources }),
    };
  }
}
