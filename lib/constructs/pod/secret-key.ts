import type { EnvVarSource } from '../../kube/generated/core-v1';

/** One entry of a Secret that is in the namespace already: the value of an environment variable, or of a file. */
export interface SecretKey {
  readonly valueFrom: EnvVarSource & {
    readonly secretKeyRef: { readonly name: string; readonly key: string };
  };
}

/** Names an entry of a Secret that is made elsewhere, so that its value is in no manifest. */
export function secretKey(secret: string, key: string): SecretKey {
  return { valueFrom: { secretKeyRef: { name: secret, key } } };
}
