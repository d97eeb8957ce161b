/**
 * Records what real controllers make of requests for certificates. Needs a control plane whose kube-controller-manager
 * signs (`--cluster-signing-cert-file`, `--cluster-signing-key-file`) with a key on the curve P-256 and a certificate
 * for the common name `kubernetes`, and `--use-service-account-credentials`.
 *
 *   node -r ./bin/typescript.cjs tools/record-certificates.ts KUBECONFIG AUTHORITY_CERTIFICATE
 *
 * test/golden/certificates/requests.cases.yaml is a list of requests (test/cluster/controllers/certificates/
 * certificate-case.ts), which are made anew, with new keys; what became of them goes to requests.answers.json.
 */
import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import type { UserInfo } from '../lib/kube/api-request';
import type { CertificateSigningRequest } from '../lib/kube/generated/certificates-v1';
import {
  answerOf,
  BINDINGS,
  type CertificateAnswer,
  type CertificateCase,
  decided,
  type PreparedCase,
  prepare,
} from '../test/cluster/controllers/certificates/certificate-case';
import { endpointOf, HttpExchange } from './http-exchange';

const FOLDER = join(__dirname, '..', 'test', 'golden', 'certificates');
const REQUESTS = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
const BINDINGS_PATH = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings';
/** Milliseconds in which controllers have done what they will do. */
const PATIENCE = 4000;

class Server {
  private readonly exchange: HttpExchange;

  constructor(kubeconfig: string) {
    this.exchange = new HttpExchange(endpointOf(kubeconfig));
  }

  async call<T>(method: string, path: string, body?: object, as?: UserInfo): Promise<T> {
    const headers: Record<string, string> = { 'content-type': 'application/json', 'user-agent': 'test/1' };
    if (as) {
      headers['impersonate-user'] = as.name;
      // One line for several groups is one group: the others come with the user.
      headers['impersonate-group'] = as.groups[0]!;
    }
    const answer = await this.exchange.send({
      method,
      path,
      headers,
      body: body && JSON.stringify(body),
    });
    return JSON.parse(answer.body.toString()) as T;
  }

  close(): void {
    this.exchange.close();
  }
}

interface Created {
  readonly one: CertificateCase;
  readonly prepared: PreparedCase;
  readonly refused?: string;
}

async function create(server: Server, one: CertificateCase, index: number): Promise<Created> {
  const prepared = prepare(one, index);
  const { object, author } = prepared;
  await server.call('DELETE', `${REQUESTS}/${object.metadata.name}`);
  const made = await server.call<CertificateSigningRequest & { message?: string }>(
    'POST',
    REQUESTS,
    object,
    author,
  );
  if (made.kind === 'Status') return { one, prepared, refused: made.message };
  const said = decided(made, one);
  if (said) await server.call('PUT', `${REQUESTS}/${object.metadata.name}/approval`, said);
  return { one, prepared };
}

async function main([kubeconfig, authorityFile]: string[]): Promise<void> {
  if (!kubeconfig || !authorityFile)
    throw new Error('usage: record-certificates.ts KUBECONFIG AUTHORITY_CERTIFICATE');
  const authority = new X509Certificate(readFileSync(authorityFile));
  const server = new Server(kubeconfig);
  const cases = parse(readFileSync(join(FOLDER, 'requests.cases.yaml'), 'utf8')) as CertificateCase[];
  for (const binding of BINDINGS) await server.call('POST', BINDINGS_PATH, binding);
  const created: Created[] = [];
  for (const [index, one] of cases.entries()) created.push(await create(server, one, index));
  await sleep(PATIENCE);
  const answers: CertificateAnswer[] = [];
  for (const { one, prepared, refused } of created) {
    const path = `${REQUESTS}/${prepared.object.metadata.name}`;
    if (refused !== undefined) answers.push({ name: one.name, refused });
    else
      answers.push(
        answerOf(one, prepared, await server.call<CertificateSigningRequest>('GET', path), authority),
      );
  }
  server.close();
  const lines = answers.map((answer) => JSON.stringify(answer)).join(',\n');
  writeFileSync(join(FOLDER, 'requests.answers.json'), `[\n${lines}\n]\n`);
  console.log(`${answers.length} answers`);
}

void main(process.argv.slice(2));
