import { parse } from 'yaml';
import type { HttpExchange, WireAnswer, WireRequest } from '../../../../tools/http-exchange';

/**
 * One step of a conversation with an API server, as test/golden/protocol/*.cases.yaml has it. `${name}` stands for a
 * value that an earlier step kept.
 */
export interface Step {
  /** Method and path: `GET /api/v1/pods?limit=1`. */
  readonly request: string;
  /** @default the request */
  readonly name?: string;
  readonly headers?: { readonly [name: string]: string };
  /** The body: a value sent as JSON, a text sent as it is, bytes, or a long text. At most one. */
  readonly json?: unknown;
  readonly text?: string;
  readonly base64?: string;
  readonly long?: {
    readonly head: string;
    readonly unit: string;
    readonly times: number;
    readonly tail: string;
  };
  /** Names for members of the answer: `{version: metadata.resourceVersion}`. */
  readonly keep?: { readonly [name: string]: string };
  /** For a watch: the number of events after which it is left, and what is sent once it is open. */
  readonly events?: number;
  readonly then?: readonly Step[];
  /** Sent again until the answer contains this text: what was written before has its effect a moment later. */
  readonly until?: string;
  /** Only compacts the history up to this revision; nothing is sent. */
  readonly compact?: string;
}

/** What came back, without what differs from run to run. */
export interface Answer {
  readonly name: string;
  readonly status: number;
  readonly headers: { readonly [name: string]: unknown };
  /** How the JSON is laid out, unless the body is YAML. */
  readonly layout?: 'line' | 'bare' | 'indented' | 'yaml';
  readonly body?: unknown;
  readonly text?: string;
  readonly events?: readonly unknown[];
}

const MOST_ATTEMPTS = 500;
/** Milliseconds. */
const BETWEEN_ATTEMPTS = 20;

/** Sends steps and remembers what they keep. */
export class Conversation {
  private readonly kept: Map<string, string>;

  /** @param namespace what `${ns}` stands for */
  constructor(
    private readonly server: HttpExchange,
    namespace: string,
    private readonly compact: (revision: number) => Promise<void>,
  ) {
    this.kept = new Map([['ns', namespace]]);
  }

  async run(steps: readonly Step[]): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (const step of steps) {
      if (step.compact) await this.compact(Number(this.fill(step.compact)));
      else answers.push(...(await this.step(step)));
    }
    return answers;
  }

  /** The answer to the step, and behind it those to the steps inside it. */
  private async step(step: Step): Promise<Answer[]> {
    if (step.until !== undefined) return [this.answer(step, await this.sendUntil(step, step.until))];
    if (step.events === undefined) return [this.answer(step, await this.server.send(this.wire(step)))];
    let inner: Promise<Answer[]> = Promise.resolve([]);
    const received = await this.server.send(this.wire(step), {
      onOpen: () => {
        inner = this.run(step.then ?? []);
      },
      isEnough: (text) => linesOf(text).length >= step.events!,
    });
    return [this.answer(step, received), ...(await inner)];
  }

  private async sendUntil(step: Step, text: string): Promise<WireAnswer> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.server.send(this.wire(step));
      if (answer.body.includes(text) || attempt === MOST_ATTEMPTS) return answer;
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_ATTEMPTS));
    }
  }

  private wire(step: Step): WireRequest {
    const [method, path] = splitOnce(this.fill(step.request), ' ');
    const headers: Record<string, string> = { 'user-agent': 'recorder/1.0' };
    if (step.json !== undefined) headers['content-type'] = 'application/json';
    for (const [name, value] of Object.entries(step.headers ?? {})) headers[name] = this.fill(value);
    return { method, path, headers, body: this.bodyOf(step) };
  }

  private bodyOf({ json, text, base64, long }: Step): string | Buffer | undefined {
    if (json !== undefined) return this.fill(JSON.stringify(json));
    if (base64 !== undefined) return Buffer.from(base64, 'base64');
    if (long) return `${long.head}${long.unit.repeat(long.times)}${long.tail}`;
    return text === undefined ? undefined : this.fill(text);
  }

  private answer(step: Step, { status, headers, body }: WireAnswer): Answer {
    const text = body.toString();
    const isYaml = headers['content-type'] === 'application/yaml';
    const value = step.events === undefined ? (isYaml ? parse(text) : parsed(text)) : undefined;
    for (const [name, path] of Object.entries(step.keep ?? {})) this.kept.set(name, memberOf(value, path));
    const head = { name: step.name ?? step.request, status, headers: this.headersOf(headers) };
    if (step.events !== undefined) return { ...head, events: this.eventsOf(text, step.events) };
    if (value === undefined) return { ...head, text: this.stableText(text) };
    return { ...head, layout: isYaml ? 'yaml' : layoutOf(text), body: this.stable(value) };
  }

  private eventsOf(text: string, most: number): readonly unknown[] {
    const lines = linesOf(text).slice(0, most);
    return lines.map((line) => this.stable(parsed(line) ?? line));
  }

  private headersOf(headers: WireAnswer['headers']): Record<string, unknown> {
    const found = HEADERS.flatMap((name) =>
      headers[name] === undefined ? [] : [[name, this.stable(headers[name], name)]],
    );
    return Object.fromEntries(found);
  }

  private fill(text: string): string {
    return text.replace(/\$\{(\w+)\}/g, (_, name: string) => {
      const value = this.kept.get(name);
      if (value === undefined) throw new Error(`nothing was kept as ${name}`);
      return value;
    });
  }

  /** Without what differs from run to run. */
  private stable(value: unknown, key = ''): unknown {
    if (typeof value === 'string') return VOLATILE[key] ?? this.stableText(value);
    if (typeof value === 'number') return VOLATILE[key] ?? value;
    if (Array.isArray(value)) return VOLATILE[key] ?? value.map((element) => this.stable(element));
    if (typeof value !== 'object' || value === null) return value;
    const { generateName, name } = value as { generateName?: unknown; name?: unknown };
    const isGenerated = typeof generateName === 'string' && typeof name === 'string';
    const members = Object.entries(value)
      .filter(([member]) => !OMITTED.has(member))
      .map(([member, child]) => [member, this.stable(child, member)]);
    return { ...Object.fromEntries(members), ...(isGenerated ? { name: '<generated>' } : {}) };
  }

  private stableText(text: string): string {
    let result = text;
    for (const [name, value] of this.kept)
      result = result.replace(new RegExp(`\\b${value.replace(/\W/g, '\\$&')}\\b`, 'g'), `<${name}>`);
    return result
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>')
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>')
      .replace(/^\d+[smhd](\d+[smhd])?$/, '<age>')
      .replace(/(resource version: |current: |resourceVersion[\\": ]+)\d+/g, '$1<revision>')
      .replace(/(in record \(|in object meta: )\d+/g, '$1<revision>')
      .replace(/(kube-api-access-|Not_A_Name)[a-z0-9]{5}/g, '$1<random>')
      .replace(/(serverAddress: )\S+/g, '$1<address>');
  }
}

/** Headers that mean something to clients. */
const HEADERS = [
  'content-type',
  'content-encoding',
  'cache-control',
  'vary',
  'warning',
  'retry-after',
  'allow',
  'location',
  'www-authenticate',
  'audit-id',
  'x-content-type-options',
  'etag',
];

/** Members that differ from run to run. */
const VOLATILE: { readonly [member: string]: string | undefined } = {
  uid: '<uid>',
  'audit-id': '<uid>',
  resourceVersion: '<revision>',
  continue: '<token>',
  clusterIP: '<ip>',
  clusterIPs: '<ip>',
  nodePort: '<port>',
  healthCheckNodePort: '<port>',
  serverAddress: '<address>',
  etag: '<etag>',
  gitCommit: '<build>',
  goVersion: '<build>',
  compiler: '<build>',
  platform: '<build>',
};

/** Members that tell nothing to clients. */
const OMITTED = new Set(['storageVersionHash']);

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return [text.slice(0, at), text.slice(at + 1)];
}

function linesOf(text: string): string[] {
  return text.split('\n').slice(0, -1);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function layoutOf(text: string): Answer['layout'] {
  if (/^[[{]\n {2}/.test(text)) return 'indented';
  return text.endsWith('\n') ? 'line' : 'bare';
}

function memberOf(value: unknown, path: string): string {
  let member = value;
  for (const key of path.split('.')) member = (member as Record<string, unknown> | undefined)?.[key];
  if (typeof member !== 'string') throw new Error(`there is no ${path} in ${JSON.stringify(value)}`);
  return member;
}
