import type { Construct } from 'constructs';
import { Secrets } from '../../kube/generated/resources';
import { describeConstruct } from '../authoring/construct-error';
import { report } from '../authoring/report';
import { KubeApiObject } from '../kube-api-object';
import type { ConnectionRequest } from '../network/connection';
import { type SecretKey, secretKey } from '../pod/secret-key';
import { Stack } from '../stack';

/** A password: where it is found, or, for demonstrations, the text itself, which is then part of the manifests. */
export type Password = SecretKey | string;

const KEY = 'password';

/** Where a password is found. A text is put into the Secret `<name>-credentials`. */
export function passwordOf(owner: Construct, name: string, password: Password): SecretKey {
  if (typeof password !== 'string') return password;
  if (password === '') report(owner, { field: 'password', message: 'the password is empty' });
  const secret = new KubeApiObject(owner, 'Credentials', Secrets, {
    name: `${name}-credentials`,
    fields: { type: 'Opaque', data: { [KEY]: Buffer.from(password, 'utf8').toString('base64') } },
  });
  return secretKey(secret.name, KEY);
}

/** Reports a source in another namespace: it could not read the Secret with the password. */
export function checkSameNamespace(database: Construct, { source, namespace }: ConnectionRequest): void {
  const own = Stack.of(database).namespace;
  if (own === namespace) return;
  report(source, {
    field: 'connectsTo',
    message: `${describeConstruct(database)} is in namespace "${own}", and pods of namespace "${namespace}" cannot read the Secret with its password`,
    fix: 'reach the database through a service of its own namespace, or connect to its StatefulService and give the password yourself',
  });
}
