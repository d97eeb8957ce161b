import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ADMIN } from '../../../../lib/cluster/identities';
import type { Stored } from '../../../../lib/cluster/storage/revision';
import type { Storage } from '../../../../lib/cluster/storage/storage';
import { HttpExchange } from '../../../../tools/http-exchange';
import { type Answer, Conversation, type Step } from './exchange';
import { serveControlPlane, TOKEN } from './served-control-plane';

/** Holds what the API server says over HTTP to what a real one said, see tools/record-protocol.ts. */

const FOLDER = join(__dirname, '..', '..', '..', 'golden', 'protocol');
const ENDING = '.cases.yaml';

const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith(ENDING))
  .map((file) => file.slice(0, -ENDING.length));

describe.each(names)('%s', (name) => {
  const steps = parse(readFileSync(join(FOLDER, `${name}${ENDING}`), 'utf8')) as Step[];
  const recorded = JSON.parse(readFileSync(join(FOLDER, `${name}.answers.json`), 'utf8')) as Answer[];
  let answers: readonly Answer[];

  beforeAll(async () => {
    answers = await replay(name, steps);
  });

  test.each(recorded.map((answer, index) => [answer.name, index] as const))('%s', (_, index) => {
    expect(answers[index]).toEqual(withoutProtobuf(recorded[index]!));
  });
});

/** The one form that this server does not answer in, and does not offer where it tells of its forms. */
function withoutProtobuf(answer: Answer): Answer {
  if (answer.status === 415) return answer;
  return JSON.parse(
    JSON.stringify(answer).replace(/, application\/vnd\.kubernetes\.protobuf(;stream=watch)?/g, ''),
  );
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
const PATIENCE = 10_000;

async function replay(name: string, steps: readonly Step[]): Promise<readonly Answer[]> {
  const served = await serveControlPlane();
  const exchange = new HttpExchange({ url: served.url, token: TOKEN }, PATIENCE);
  const ticking = setInterval(() => served.clock.runUntil(served.clock.now() + 10), 1);
  try {
    const namespace = `protocol-${name}`;
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
