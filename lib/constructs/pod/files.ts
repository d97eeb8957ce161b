import type { Construct } from 'constructs';
import type { ConfigMap } from '../../kube/generated/core-v1';
import { ConfigMaps } from '../../kube/generated/resources';
import type { Labels } from '../authoring/labels';
import { report } from '../authoring/report';
import { KubeApiObject } from '../kube-api-object';
import type { Container } from './container';
import type { PodTemplate } from './pod-template';
import type { SecretKey } from './secret-key';

export interface FilesProps {
  /**
   * Files the main container reads, by absolute path: the ConfigMap `<name>-files`. New contents start new pods.
   *
   * @default none
   */
  readonly files?: { readonly [path: string]: string };
  /**
   * Files that come from Secrets which are in the namespace already, by absolute path:
   * `{ '/etc/tls/tls.crt': secretKey('shop-tls', 'tls.crt') }`.
   *
   * @default none
   */
  readonly secretFiles?: { readonly [path: string]: SecretKey };
}

const VOLUME = 'files';

/**
 * Shows files in a container, each at its own path: what the image has beside them stays visible.
 *
 * @returns the ConfigMap, where there are `files`.
 */
export function mountFiles(
  owner: Construct,
  workload: { readonly name: string; readonly labels: Labels; readonly pod: PodTemplate },
  container: Container,
  { files = {}, secretFiles = {} }: FilesProps,
): KubeApiObject<ConfigMap> | undefined {
  mountSecretFiles(workload.pod, container, secretFiles);
  const contents = Object.entries(files);
  if (contents.length === 0) return undefined;
  const name = `${workload.name}-files`;
  const volume = workload.pod.addVolume(VOLUME, { configMap: { name } });
  const data = new Map<string, string>();
  for (const [path, content] of contents) {
    const key = keyOf(path);
    if (data.has(key)) {
      report(owner, {
        field: `files.${path}`,
        message: `${path} and another file are both stored as ${key}`,
      });
    }
    data.set(key, content);
    container.mount(volume, path, { readOnly: true, subPath: key });
  }
  const map = new KubeApiObject(owner, 'Files', ConfigMaps, {
    name,
    labels: workload.labels,
    fields: { data: Object.fromEntries(data) },
  });
  workload.pod.restartOnChangeOf(map);
  return map;
}

function mountSecretFiles(
  pod: PodTemplate,
  container: Container,
  secretFiles: { readonly [path: string]: SecretKey },
): void {
  for (const [path, { valueFrom }] of Object.entries(secretFiles)) {
    const { name, key } = valueFrom.secretKeyRef;
    const volume =
      pod.findVolume(`secret-${name}`) ?? pod.addVolume(`secret-${name}`, { secret: { secretName: name } });
    container.mount(volume, path, { readOnly: true, subPath: key });
  }
}

/** `/etc/nginx/nginx.conf` gives `etc.nginx.nginx.conf`: what a key of a ConfigMap may be. */
function keyOf(path: string): string {
  return path
    .split('/')
    .filter(Boolean)
    .join('.')
    .replace(/[^-._a-zA-Z0-9]/g, '_');
}
