/**
 * Records what a real API server lets people do, and what it says when it does not.
 *
 *   node -r ./bin/typescript.cjs tools/record-authorization.ts KUBECONFIG SIGNING_KEY [FILE ...]
 *
 * The control plane must be fresh, with its authorization modes Node and RBAC and its controllers. SIGNING_KEY is the
 * private key with which it signs the tokens of service accounts, in PEM.
 *
 * Each test/golden/authorization/NAME.cases.yaml is a list of scenes (test/cluster/apiserver/authorization/scene.ts); what
 * they create is theirs alone. The answers go to NAME.answers.json.
 */
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import {
  type ForgedToken,
  play,
  type Scene,
  type Stage,
} from '../test/cluster/apiserver/authorization/scene';
import { ApiConnection } from './api-connection';
import { endpointOf, HttpExchange } from './http-exchange';

const FOLDER = join(__dirname, '..', 'test', 'golden', 'authorization');
const ENDING = '.cases.yaml';

class RealStage implements Stage {
  private readonly exchange: HttpExchange;
  private readonly connection: ApiConnection;
  private readonly key;
  private readonly keyId: string;

  constructor(kubeconfig: string, signingKey: string) {
    this.exchange = new HttpExchange(endpointOf(kubeconfig));
    this.connection = new ApiConnection(kubeconfig);
    this.key = createPrivateKey(readFileSync(signingKey));
    const der = createPublicKey(this.key).export({ type: 'spki', format: 'der' });
    this.keyId = createHash('sha256').update(der).digest('base64url');
  }

  async send(method: string, path: string, headers: Parameters<Stage['send']>[2], body?: string) {
    const all = { 'user-agent': 'recorder/1.0', ...headers } as { [name: string]: string };
    const answer = await this.exchange.send({ method, path, headers: all, body });
    return { status: answer.status, body: answer.body.toString() };
  }

  pathOf(object: Parameters<Stage['pathOf']>[0]): string {
    return this.connection.path(object, '');
  }

  forge({ claims, header, isSpoiled }: ForgedToken): string {
    const parts = [ownAlgorithm(header ?? { alg: 'own', kid: this.keyId }), claims];
    const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    const signature = sign('sha256', Buffer.from(isSpoiled ? `${text}.` : text), this.key);
    return `${text}.${signature.toString('base64url')}`;
  }

  pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
  }

  close(): void {
    this.exchange.close();
  }
}

/** `own` stands for the algorithm of the cluster's key. */
function ownAlgorithm(header: { readonly alg?: string }): object {
  return header.alg === 'own' ? { ...header, alg: 'RS256' } : header;
}

async function main([kubeconfig, signingKey, ...files]: string[]): Promise<void> {
  if (!kubeconfig || !signingKey)
    throw new Error('usage: record-authorization.ts KUBECONFIG SIGNING_KEY [FILE ...]');
  const stage = new RealStage(kubeconfig, signingKey);
  const all = readdirSync(FOLDER).filter((file) => file.endsWith(ENDING));
  for (const file of files.length ? files.map((one) => basename(one)) : all) {
    const scenes = parse(readFileSync(join(FOLDER, file), 'utf8')) as Scene[];
    const answers = [];
    for (const scene of scenes) answers.push({ scene: scene.name, answers: await play(scene, stage) });
    const lines = answers.map(({ scene, answers: given }) => {
      const list = given.map((answer) => `  ${JSON.stringify(answer)}`).join(',\n');
      return `{"scene":${JSON.stringify(scene)},"answers":[\n${list}\n]}`;
    });
    writeFileSync(join(FOLDER, `${basename(file, ENDING)}.answers.json`), `[\n${lines.join(',\n')}\n]\n`);
    console.log(`${file}: ${answers.reduce((sum, { answers: given }) => sum + given.length, 0)} answers`);
  }
  stage.close();
}

void main(process.argv.slice(2));
