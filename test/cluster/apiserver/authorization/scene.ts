import type { KubeObject } from '../../../../lib/kube/object';
import { type AccessQuestion, parseQuestion } from './question';

/** A user whom the administrator acts as, or asks about. */
export interface Somebody {
  readonly user: string;
  readonly groups?: readonly string[];
  readonly uid?: string;
  readonly extra?: { readonly [key: string]: readonly string[] };
}

/** A token of a service account, forged with the cluster's own key. `${now}` counts in seconds: `${now+60}`. */
export interface ForgedToken {
  readonly claims: object;
  /** `alg: own` stands for the algorithm of the cluster's key. @default that algorithm and the name of the key */
  readonly header?: { readonly alg?: string; readonly kid?: string };
  /** Whether its signature is spoiled. */
  readonly isSpoiled?: boolean;
}

/** One step of a scene, as test/golden/authorization/*.cases.yaml has it: exactly one of its members says what happens. */
export interface Step {
  readonly name?: string;
  /** The administrator asks whether somebody may do each of these: `get pods/log:web in shop`. */
  readonly ask?: readonly string[];
  readonly about?: Somebody;
  /** All that somebody may do in a namespace. */
  readonly rules?: string;
  /** Method and path; with a body, headers, and somebody to act as. */
  readonly request?: string;
  readonly as?: Somebody;
  readonly headers?: { readonly [name: string]: string | readonly string[] };
  readonly contentType?: string;
  readonly json?: unknown;
  /** Whose token it is, for these audiences. */
  readonly token?: ForgedToken;
  readonly audiences?: readonly string[];
  /** Names for members of the answer: `{uid: metadata.uid}`; `${uid}` stands for it from then on. */
  readonly keep?: { readonly [name: string]: string };
  /** Milliseconds to wait, for controllers. */
  readonly wait?: number;
}

export interface Scene {
  readonly name: string;
  /** Created by the administrator before the first step. */
  readonly objects?: readonly KubeObject[];
  readonly steps: readonly Step[];
}

/** What came back, without what differs from run to run. */
export type Answer = unknown;

/** A server, as the administrator reaches it. */
export interface Stage {
  send(
    method: string,
    path: string,
    headers: { readonly [name: string]: string | readonly string[] },
    body?: string,
  ): Promise<{ readonly status: number; readonly body: string }>;
  pathOf(object: KubeObject): string;
  forge(token: ForgedToken): string;
  pause(milliseconds: number): Promise<void>;
}

/** Milliseconds in which an API server notices new roles. */
const NOTICING = 700;
const ACCESS_REVIEWS = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
const RULES_REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews';
const TOKEN_REVIEWS = '/apis/authentication.k8s.io/v1/tokenreviews';

/** Plays a scene and tells the answers, one for each step and one for each question. */
export async function play(scene: Scene, stage: Stage): Promise<Answer[]> {
  return new Play(stage).run(scene);
}

class Play {
  private readonly kept = new Map<string, string>();

  constructor(private readonly stage: Stage) {}

  async run({ objects = [], steps }: Scene): Promise<Answer[]> {
    for (const object of objects) await this.create(object);
    if (objects.length) await this.stage.pause(NOTICING);
    const answers: Answer[] = [];
    for (const step of steps) answers.push(...(await this.take(step)));
    return answers;
  }

  private async create(object: KubeObject): Promise<void> {
    const path = this.stage.pathOf(object);
    const { status, body } = await this.stage.send('POST', path, JSON_TYPE, JSON.stringify(object));
    if (status >= 300 && status !== 409) throw new Error(`POST ${path}: ${status} ${body}`);
  }

  private async take(step: Step): Promise<Answer[]> {
    if (step.wait) {
      await this.stage.pause(step.wait);
      return [];
    }
    if (step.ask) return this.ask(step.ask, step.about!);
    if (step.rules !== undefined) return [await this.rules(step.rules, step.about!)];
    if (step.token) return [await this.review(step)];
    return [await this.request(step)];
  }

  private async ask(questions: readonly string[], about: Somebody): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (const text of questions) {
      const body = { spec: { ...about, ...(parseQuestion(text) satisfies AccessQuestion) } };
      const answer = await this.post(ACCESS_REVIEWS, body);
      answers.push({ question: `${about.user}: ${text}`, ...(answer as { status: object }).status });
    }
    return answers;
  }

  /** In no order: the real server has none. */
  private async rules(namespace: string, about: Somebody): Promise<Answer> {
    const answer = await this.post(RULES_REVIEWS, { spec: { namespace } }, about);
    const { status } = answer as { status: { [list: string]: unknown } };
    for (const list of ['resourceRules', 'nonResourceRules'])
      status[list] = ((status[list] as unknown[]) ?? []).map((rule) => JSON.stringify(rule)).sort();
    return { rules: `${about.user} in ${namespace}`, ...status };
  }

  private async review({ name, token, audiences = [] }: Step): Promise<Answer> {
    const filled = JSON.parse(this.fill(JSON.stringify(token))) as ForgedToken;
    const body = { spec: { token: this.stage.forge(filled), audiences } };
    const answer = await this.post(TOKEN_REVIEWS, body);
    return { token: name, status: this.stable((answer as { status: object }).status) };
  }

  private async post(path: string, body: unknown, as?: Somebody): Promise<unknown> {
    const headers = { ...JSON_TYPE, ...impersonationOf(as) };
    const answer = await this.stage.send('POST', path, headers, JSON.stringify(body));
    if (answer.status !== 201) throw new Error(`POST ${path}: ${answer.status} ${answer.body}`);
    return JSON.parse(answer.body);
  }

  private async request(step: Step): Promise<Answer> {
    const [method, path] = this.fill(step.request!).split(' ') as [string, string];
    const type = step.contentType ?? 'application/json';
    const headers = { 'content-type': type, ...impersonationOf(step.as), ...this.filledHeaders(step) };
    const body = step.json === undefined ? undefined : this.fill(JSON.stringify(step.json));
    const answer = await this.stage.send(method, path, headers, body);
    const value = parsed(answer.body);
    for (const [name, place] of Object.entries(step.keep ?? {})) this.kept.set(name, memberOf(value, place));
    return { request: step.name ?? step.request, status: answer.status, body: this.stable(value) };
  }

  private filledHeaders({ headers = {} }: Step): { readonly [name: string]: string | readonly string[] } {
    return JSON.parse(this.fill(JSON.stringify(headers)));
  }

  private fill(text: string): string {
    return text
      .replace(/"\$\{now([+-]\d+)?\}"/g, (_, shift = '0') =>
        String(Math.floor(Date.now() / 1000) + Number(shift)),
      )
      .replace(/\$\{(\w+)\}/g, (_, name: string) => {
        const value = this.kept.get(name);
        if (value === undefined) throw new Error(`nothing was kept as ${name}`);
        return value;
      });
  }

  private stable(value: unknown, key = ''): unknown {
    if (typeof value === 'string') return VOLATILE[key] ?? this.stableText(value);
    if (Array.isArray(value)) return value.map((element) => this.stable(element));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, child]) => [this.stableText(name), this.stable(child, name)]),
    );
  }

  private stableText(text: string): string {
    let result = text;
    for (const [name, value] of this.kept) result = result.replaceAll(value, `<${name}>`);
    return result
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>')
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, '<time>')
      .replace(/X509SHA256=[0-9a-f]+/g, 'X509SHA256=<fingerprint>')
      .replace(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, '<jwt>');
  }
}

const JSON_TYPE = { 'content-type': 'application/json' };
const VOLATILE: { readonly [member: string]: string | undefined } = { resourceVersion: '<revision>' };

function impersonationOf(somebody: Somebody | undefined): { [name: string]: string | readonly string[] } {
  if (!somebody) return {};
  const { user, groups = [], uid, extra = {} } = somebody;
  const extras = Object.entries(extra).map(([key, values]) => [
    `Impersonate-Extra-${encodeURIComponent(key)}`,
    values,
  ]);
  return {
    'Impersonate-User': user,
    ...(groups.length ? { 'Impersonate-Group': groups } : {}),
    ...(uid ? { 'Impersonate-Uid': uid } : {}),
    ...Object.fromEntries(extras),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function memberOf(value: unknown, path: string): string {
  let member = value;
  for (const key of path.split('.')) member = (member as Record<string, unknown> | undefined)?.[key];
  if (typeof member !== 'string') throw new Error(`there is no ${path} in ${JSON.stringify(value)}`);
  return member;
}
