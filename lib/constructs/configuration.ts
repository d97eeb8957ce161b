import type { Construct } from 'constructs';
import type { ConfigMap, Secret } from '../kube/generated/core-v1';
import { ConfigMaps, Secrets } from '../kube/generated/resources';
import type { Labels } from './authoring/labels';
import { KubeApiObject } from './kube-api-object';
import type { Container } from './pod/container';
import type { PodTemplate } from './pod/pod-template';

export interface ConfigurationProps {
  /** Name of the ConfigMap and of the Secret. It stays the same when their content changes. */
  readonly name: string;
  /** Labels of both. */
  readonly labels: Labels;
  /** The pods that read them, and start anew when they change. */
  readonly pod: PodTemplate;
  /** The container whose environment they become. */
  readonly container: Container;
}

/** A workload's own settings: a ConfigMap and a Secret, each made with its first entry. */
export class Configuration {
  private readonly values = new Map<string, string>();
  private readonly secrets = new Map<string, string>();
  private map: KubeApiObject<ConfigMap> | undefined;
  private secretObject: KubeApiObject<Secret> | undefined;

  constructor(
    private readonly owner: Construct,
    private readonly props: ConfigurationProps,
  ) {}

  /** The ConfigMap, once there is an entry. */
  get configMap(): KubeApiObject<ConfigMap> | undefined {
    return this.map;
  }

  /** The Secret, once there is an entry. */
  get secret(): KubeApiObject<Secret> | undefined {
    return this.secretObject;
  }

  /** Adds an entry to the ConfigMap, and so an environment variable. */
  addConfig(key: string, value: string): void {
    this.props.container.env.claim(key, 'config', value);
    this.values.set(key, value);
    this.map ??= this.makeConfigMap();
  }

  /** Adds an entry to the Secret, and so an environment variable. Its value is never part of a message. */
  addSecret(key: string, value: string): void {
    this.props.container.env.claim(key, 'secret', 'not shown');
    this.secrets.set(key, value);
    this.secretObject ??= this.makeSecret();
  }

  private makeConfigMap(): KubeApiObject<ConfigMap> {
    const { name, labels, container, pod } = this.props;
    const object = new KubeApiObject(this.owner, 'ConfigMap', ConfigMaps, {
      name,
      labels,
      fields: { data: () => Object.fromEntries(this.values) },
    });
    container.env.addSource({ configMapRef: { name } });
    pod.restartOnChangeOf(object);
    return object;
  }

  private makeSecret(): KubeApiObject<Secret> {
    const { name, labels, container, pod } = this.props;
    const object = new KubeApiObject(this.owner, 'Secret', Secrets, {
      name,
      labels,
      fields: { type: 'Opaque', data: () => encoded(this.secrets) },
    });
    container.env.addSource({ secretRef: { name } });
    pod.restartOnChangeOf(object);
    return object;
  }
}

/**
 * `data` rather than `stringData`: the API server never shows `stringData` again, so that an entry that is left out
 * could not be seen as removed.
 */
function encoded(entries: ReadonlyMap<string, string>): { readonly [key: string]: string } {
  return Object.fromEntries(
    [...entries].map(([key, value]) => [key, Buffer.from(value, 'utf8').toString('base64')]),
  );
}
