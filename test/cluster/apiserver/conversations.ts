import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ADMIN } from '../../../lib/cluster/identities';
import type { Stored } from '../../../lib/cluster/storage/revision';
import type { Storage } from '../../../lib/cluster/storage/storage';
import { HttpExchange } from '../../../tools/http-exchange';
import { type Answer, Conversation, type Step } from './http/exchange';
import { serveControlPlane, TOKEN } from './http/served-control-plane';

const GOLDEN = join(__dirname, '..', '..', 'golden');
const ENDING = '.cases.yaml';

/** Holds what the API server says over HTTP to what a real one said, see tools/record-protocol.ts. */
export function testConversations(folder: string): void {
  const place = join(GOLDEN, folder);
  const names = readdirSync(place)
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length));

  describe.each(names)('%s', (name) => {
    const steps = parse(readFileSync(join(place, `${name}${ENDING}`), 'utf8')) as Step[];
    const recorded = JSON.parse(readFileSync(join(place, `${name}.answers.json`), 'utf8')) as Answer[];
    let answers: readonly Answer[];

    beforeAll(async () => {
      answers = await replay(`${folder}-${name}`, steps);
    });

    test.each(recorded.map((answer, index) => [answer.name, index] as const))('%s', (_, index) => {
      expect(withoutOrder(answers[index]!)).toEqual(withoutOrder(withoutProtobuf(recorded[index]!)));
    });
  });
}

/** The one form that is not offered where the API server tells of its forms. */
function withoutProtobuf(answer: Answer): Answer {
  return JSON.parse(
    JSON.stringify(answer).replace(/, application\/vnd\.kubernetes\.protobuf(;stream=watch)?/g, ''),
  );
}

/**
 * Owners are listed by the time of their last write, and here all happens in one second; conditions as the controllers of
 * the real server came to set them. Conditions that nobody has set are null there, and absent here.
 */
function withoutOrder(answer: Answer): Answer {
  return JSON.parse(JSON.stringify(answer), (key, value) => {
    if (key === 'conditions' && value === null) return undefined;
    if (key === 'conditions' && Array.isArray(value))
      return [...value].sort((a, b) => (a.type < b.type ? -1 : 1));
    if (key !== 'managedFields' || !Array.isArray(value)) return value;
    return [...value].sort((a, b) => (ownerOf(a) < ownerOf(b) ? -1 : 1));
  });
}

function ownerOf({
  manager,
  operation,
  subresource,
  apiVersion,
}: {
  readonly [key: string]: string;
}): string {
  return [manager, operation, subresource, apiVersion].join(' ');
}

/** Revisions that went by before, so that the values which steps keep are no small numbers, which stand elsewhere too. */
const EARLIER_REVISIONS = 2_000;

function passRevisions(storage: Storage): void {
  const value: Stored = { object: { metadata: { name: 'passing' } }, managedFields: () => [] };
  const head = {
    user: ADMIN,
    agent: 'test',
    verb: 'update',
    subresource: '',
    cause: undefined,
    time: 0,
  } as const;
  for (let count = 0; count < EARLIER_REVISIONS; count++) storage.put('passing', '', 'passing', value, head);
}

/** Milliseconds after which something is missing in a watch. */
const PATIENCE = 2_000;

async function replay(namespace: string, steps: readonly Step[]): Promise<readonly Answer[]> {
  const served = await serveControlPlane();
  const exchange = new HttpExchange({ url: served.url, token: TOKEN }, PATIENCE);
  const ticking = setInterval(() => served.clock.runUntil(served.clock.now() + 10), 1);
  try {
    await exchange.json('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
    passRevisions(served.storage);
    const account = { metadata: { name: 'default' } };
    await exchange.json('POST', `/api/v1/namespaces/${namespace}/serviceaccounts`, account);
    const conversation = new Conversation(exchange, namespace, async (revision) =>
      served.storage.compact(revision),
    );
    return await conversation.run(steps);
  } finally {
    clearInterval(ticking);
    exchange.close();
    await served.close();
  }
}
