/**
 * Many open watches of one namespace while objects in it change: are events lost or out of order, and how late are they?
 *
 *   node -r ./bin/typescript.cjs bench/watch.ts [WATCHES] [UPDATES A SECOND] [SECONDS]
 *
 * The watches are streams of HTTP/2 on a few connections, as clients in Go open them. Late is measured from the moment at
 * which the update is sent to the one at which a watch has its event: the request is part of it.
 */
import { type ClientHttp2Session, connect } from 'node:http2';
import { Connection } from './https-client';
import { startServed } from './served';

const CONNECTIONS = 4;
const NAMESPACE = 'bench';
const PATH = `/api/v1/namespaces/${NAMESPACE}/configmaps`;
const OBJECTS = 20;
/** Milliseconds without an event after which what is missing is lost. */
const PATIENCE = 3_000;

/** What one watch has seen: the numbers of the updates, which must come in their order. */
interface Seen {
  last: number;
  count: number;
  disorder: number;
}

class Measurement {
  readonly sentAt: number[] = [];
  readonly delays: number[] = [];
  readonly seen: Seen[] = [];

  /** Follows one stream; its events are lines. */
  watch(session: ClientHttp2Session, token: string, from: string): Promise<void> {
    const path = `${PATH}?watch=1&resourceVersion=${from}`;
    const stream = session.request({
      ':path': path,
      authorization: `Bearer ${token}`,
      accept: 'application/json',
    });
    const seen: Seen = { last: -1, count: 0, disorder: 0 };
    this.seen.push(seen);
    let rest = '';
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop()!;
      const now = performance.now();
      for (const line of lines) this.event(seen, line, now);
    });
    return new Promise((resolve, reject) => {
      stream.once('response', ({ ':status': status }) =>
        status === 200 ? resolve() : reject(new Error(`watch: ${status}`)),
      );
    });
  }

  /** Waits until all events have come, or none comes any more. */
  async rest(expected: number): Promise<void> {
    for (let known = -1; this.delays.length < expected && this.delays.length > known; ) {
      known = this.delays.length;
      await new Promise((resolve) => setTimeout(resolve, PATIENCE));
    }
  }

  private event(seen: Seen, line: string, now: number): void {
    const number = Number(/"number":"(\d+)"/.exec(line)?.[1]);
    if (Number.isNaN(number)) return;
    if (number <= seen.last) seen.disorder++;
    seen.last = number;
    seen.count++;
    this.delays.push(now - this.sentAt[number]!);
  }
}

async function main([watches = '1000', rate = '200', seconds = '10']: string[]): Promise<void> {
  const served = await startServed();
  const writer = await Connection.open(served);
  await writer.send('POST', '/api/v1/namespaces', JSON.stringify({ metadata: { name: NAMESPACE } }));
  for (let index = 0; index < OBJECTS; index++)
    await writer.send('POST', PATH, JSON.stringify({ metadata: { name: `object-${index}` } }));
  const list = JSON.parse((await writer.send('GET', PATH)).body());
  const measurement = new Measurement();
  const sessions = Array.from({ length: CONNECTIONS }, () =>
    connect(`https://${served.host}:${served.port}`, { rejectUnauthorized: false }),
  );
  await Promise.all(
    Array.from({ length: Number(watches) }, (_, index) =>
      measurement.watch(sessions[index % CONNECTIONS]!, served.token, list.metadata.resourceVersion),
    ),
  );
  const updates = Number(rate) * Number(seconds);
  const start = performance.now();
  for (let number = 0; number < updates; number++) {
    const due = start + (number * 1000) / Number(rate);
    const ahead = due - performance.now();
    if (ahead > 0) await new Promise((resolve) => setTimeout(resolve, ahead));
    measurement.sentAt.push(performance.now());
    const body = JSON.stringify({ data: { number: String(number) } });
    await writer.send('PATCH', `${PATH}/object-${number % OBJECTS}`, body, 'application/merge-patch+json');
  }
  const took = (performance.now() - start) / 1000;
  await measurement.rest(updates * measurement.seen.length);
  report(measurement, updates, took);
  for (const session of sessions) session.destroy();
  writer.close();
  served.stop();
}

function report({ seen, delays }: Measurement, updates: number, seconds: number): void {
  const expected = updates * seen.length;
  const lost = expected - delays.length;
  const disorder = seen.reduce((sum, one) => sum + one.disorder, 0);
  const sorted = delays.sort((a, b) => a - b);
  const percentile = (part: number) => sorted[Math.floor(part * (sorted.length - 1))]!.toFixed(1);
  console.log(`${seen.length} watches, ${updates} updates in ${seconds.toFixed(1)} s: ${expected} events`);
  console.log(`lost ${lost}, out of order ${disorder}`);
  const { user, system } = process.cpuUsage();
  console.log(`the client of the benchmark used ${((user + system) / 1e6).toFixed(1)} s of CPU`);
  console.log(`delay p50 ${percentile(0.5)} ms, p99 ${percentile(0.99)} ms, worst ${percentile(1)} ms`);
}

void main(process.argv.slice(2));
