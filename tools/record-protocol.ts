/**
 * Records what a real API server says over HTTP.
 *
 *   node -r ./bin/typescript.cjs tools/record-protocol.ts KUBECONFIG ETCD_URL [FOLDER [FILE ...]]
 *
 * The control plane must be a fresh API server with nothing around it; etcd is there to be compacted.
 *
 * Each test/golden/FOLDER/NAME.cases.yaml is a list of steps (test/cluster/apiserver/http/exchange.ts), a conversation
 * of its own in a namespace called `FOLDER-NAME`, which the tool creates. The answers go to NAME.answers.json. FOLDER is
 * `protocol`, `subresources` or `custom-resource`.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { Conversation, type Step } from '../test/cluster/apiserver/http/exchange';
import { endpointOf, HttpExchange } from './http-exchange';

const GOLDEN = join(__dirname, '..', 'test', 'golden');
const ENDING = '.cases.yaml';

/** The API server looks every 15 seconds whether etcd was compacted, and forgets the lists it has kept. */
const NOTICING = 17_000;
/** Where API servers tell each other up to which revision they have compacted. */
const COMPACT_REVISION_KEY = 'compact_rev_key';

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const base64 = (text: string) => Buffer.from(text).toString('base64');

async function post(url: string, body: object): Promise<void> {
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url}: ${await answer.text()}`);
}

async function compact(etcd: string, revision: number): Promise<void> {
  const value = base64(String(revision));
  await post(`${etcd}/v3/kv/put`, { key: base64(COMPACT_REVISION_KEY), value });
  await post(`${etcd}/v3/kv/compaction`, { revision: String(revision), physical: true });
  await pause(NOTICING);
}

async function main([kubeconfig, etcd, folder = 'protocol', ...files]: string[]): Promise<void> {
  if (!kubeconfig || !etcd)
    throw new Error('usage: record-protocol.ts KUBECONFIG ETCD_URL [FOLDER [FILE ...]]');
  const server = new HttpExchange(endpointOf(kubeconfig));
  const place = join(GOLDEN, folder);
  const all = readdirSync(place).filter((file) => file.endsWith(ENDING));
  for (const file of files.length ? files.map((one) => basename(one)) : all) {
    const name = file.slice(0, -ENDING.length);
    const namespace = `${folder}-${name}`;
    await server.json('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
    const account = { metadata: { name: 'default' } };
    await server.json('POST', `/api/v1/namespaces/${namespace}/serviceaccounts`, account);
    const steps = parse(readFileSync(join(place, file), 'utf8')) as Step[];
    const conversation = new Conversation(server, namespace, (revision) => compact(etcd, revision));
    const answers = await conversation.run(steps);
    const lines = answers.map((answer) => JSON.stringify(answer)).join(',\n');
    writeFileSync(join(place, `${name}.answers.json`), `[\n${lines}\n]\n`);
    console.log(`${file}: ${answers.length} answers`);
  }
  server.close();
}

void main(process.argv.slice(2));
