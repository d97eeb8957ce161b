import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import { equal } from '../../../kube/frozen';
import type { ConfigMap, Namespace } from '../../../kube/generated/core-v1';
import { ConfigMaps, Namespaces } from '../../../kube/generated/resources';
import { isStatus } from '../../../kube/status';
import type { Component, ComponentContext } from '../../component/component-context';
import { ControllerLoop } from '../../component/controller';

const CLIENT = 'root-ca-cert-publisher';
const NAME = 'kube-root-ca.crt';
const DESCRIPTION_ANNOTATION = 'kubernetes.io/description';
const DESCRIPTION =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

/** Keeps the ConfigMap `kube-root-ca.crt` in every namespace, from which pods learn whom to trust. */
export class RootCaPublisher implements Component {
  private readonly client: Client;
  private readonly loop: ControllerLoop;
  private readonly configMaps: Informer<ConfigMap>;
  private readonly data: { readonly [key: string]: string };

  /** @param certificate of the authority that signed the API server's; empty where nobody connects through TLS */
  constructor({ clock, informers, client }: ComponentContext, certificate: string) {
    this.client = client(CLIENT);
    this.data = { 'ca.crt': certificate };
    this.loop = new ControllerLoop({ clock, client: this.client, sync: (name) => this.sync(name) });
    this.configMaps = informers.of(ConfigMaps);
    const enqueue = ({ metadata }: ConfigMap, revision: number) => {
      if (metadata.name === NAME) this.loop.enqueue(metadata.namespace!, revision);
    };
    this.configMaps.on({
      updated: (configMap, _old, revision) => enqueue(configMap, revision),
      deleted: enqueue,
    });
    informers.of(Namespaces).on({
      added: ({ metadata }, revision) => this.loop.enqueue(metadata.name!, revision),
      updated: (namespace, _old, revision) => this.namespaceUpdated(namespace, revision),
    });
  }

  stop(): void {
    this.loop.stop();
  }

  private namespaceUpdated({ metadata, status }: Namespace, revision: number): void {
    if (status?.phase === 'Active') this.loop.enqueue(metadata.name!, revision);
  }

  private sync(namespace: string): void {
    const configMap = this.configMaps.get(namespace, NAME);
    if (!configMap) this.create(namespace);
    else if (!equal(configMap.data, this.data) || !configMap.metadata.annotations?.[DESCRIPTION_ANNOTATION])
      this.repair(configMap);
  }

  private create(namespace: string): void {
    const metadata = { name: NAME, namespace, annotations: { [DESCRIPTION_ANNOTATION]: DESCRIPTION } };
    try {
      this.client.create(ConfigMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: this.data });
    } catch (error) {
      // The namespace is gone already.
      if (!isStatus(error, 'NotFound')) throw error;
    }
  }

  private repair(configMap: ConfigMap): void {
    const annotations = { ...configMap.metadata.annotations, [DESCRIPTION_ANNOTATION]: DESCRIPTION };
    const metadata = { ...configMap.metadata, annotations };
    this.client.update(ConfigMaps, { ...configMap, metadata, data: this.data });
  }
}
