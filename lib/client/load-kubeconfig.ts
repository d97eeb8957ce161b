import { HttpClient } from './http-client';
import { UnreachableError } from './kubernetes-client';

export interface KubeconfigChoice {
  /** Path of a kubeconfig; default as kubectl's: $KUBECONFIG, else ~/.kube/config. */
  readonly kubeconfig?: string;
  readonly context: string;
}

/** A client for one context of a kubeconfig. The context is always named: a write never goes to whatever is current. */
export async function connect({ kubeconfig, context }: KubeconfigChoice): Promise<HttpClient> {
  const config = await read(kubeconfig);
  const names = config.getContexts().map(({ name }) => name);
  if (!names.includes(context)) {
    const known = names.length ? `it has: ${names.join(', ')}` : 'it has none';
    throw new UnreachableError(
      `the kubeconfig${kubeconfig ? ` ${kubeconfig}` : ''} has no context "${context}"; ${known}`,
    );
  }
  config.setCurrentContext(context);
  return new HttpClient(config);
}

/** The library takes half a second to load: only who speaks to a real API pays for it. */
async function read(kubeconfig: string | undefined) {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  try {
    if (kubeconfig) config.loadFromFile(kubeconfig);
    else config.loadFromDefault();
  } catch (error) {
    throw new UnreachableError(
      `cannot read the kubeconfig${kubeconfig ? ` ${kubeconfig}` : ''}: ${(error as Error).message}`,
    );
  }
  return config;
}
