import type { Scale } from './generated/autoscaling-v1';
import type { LabelSelector, ManagedFieldsEntry, Status } from './generated/meta-v1';
import type { KubeObject } from './object';
import type { WebhookAnswers } from './webhook-call';

export type { LabelSelector, ManagedFieldsEntry };

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';
export type PatchType = 'json' | 'merge' | 'strategic' | 'apply';
export type PropagationPolicy = 'Orphan' | 'Background' | 'Foreground';

/** Who asks. */
export interface UserInfo {
  readonly name: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: { readonly [key: string]: readonly string[] };
}

/** What a request can say in its query string or `DeleteOptions`; names and defaults are those of the API. */
export interface RequestOptions {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: 'Exact' | 'NotOlderThan';
  readonly limit?: number;
  readonly continue?: string;
  readonly timeoutSeconds?: number;
  readonly allowWatchBookmarks?: boolean;
  readonly sendInitialEvents?: boolean;
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
  readonly fieldValidation?: 'Ignore' | 'Warn' | 'Strict';
  readonly force?: boolean;
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: PropagationPolicy;
  readonly orphanDependents?: boolean;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** A request to the API as a value: all that an HTTP request says, without HTTP. */
export interface ApiRequest {
  readonly user: UserInfo;
  /** The client program, for field management and the trace: `kubectl`, `deployment-controller`. */
  readonly agent: string;
  readonly verb: Verb;
  readonly group: string;
  readonly version: string;
  /** Plural name. */
  readonly resource: string;
  readonly subresource?: string;
  /** Empty for all namespaces, or a cluster-scoped resource. */
  readonly namespace: string;
  readonly name?: string;
  /** An object; for a patch, the patch document, or the syntax error of one that could not be read. */
  readonly body?: unknown;
  readonly patchType?: PatchType;
  /** The body as it came, whose beginning some errors quote. */
  readonly rawBody?: string | Uint8Array;
  readonly options: RequestOptions;
  /** Answer without `metadata.managedFields`, which components in this process never read and which cost time. */
  readonly lean?: boolean;
  /** Where texts of `Warning:` headers go as they come up; they are told even if the request fails later. */
  readonly warnings?: string[];
  /** Present if the sender can call webhooks: the answers that it has got. Without it, no webhook is called. */
  readonly webhooks?: WebhookAnswers;
  /** The revision whose event made a component send this. */
  readonly cause?: number;
  /** How many milliseconds a watch may wait for more events before it tells of one. @default 1 */
  readonly patience?: () => number;
}

export interface ListObject<T = KubeObject> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly resourceVersion: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
  readonly items: readonly T[];
}

export interface ApiResponse {
  /** 200, 201 or 202. Failures are thrown as StatusError. */
  readonly code: number;
  readonly object: KubeObject | ListObject | Status | Scale;
  /** Texts of `Warning:` headers. */
  readonly warnings: readonly string[];
}

export interface WatchEvent<T = KubeObject> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: T;
}

/** Receives events in batches; an `ERROR` event is the last. */
export type WatchSink<T = KubeObject> = (events: readonly WatchEvent<T>[]) => void;

export interface WatchHandle {
  stop(): void;
}

/** The API server, seen from a transport. */
export interface ApiHandler {
  handle(request: ApiRequest): ApiResponse;
  /** @param ended called when the watch ends by itself: the resource is served in another form now, or no more */
  watch(request: ApiRequest, sink: WatchSink, ended?: () => void): WatchHandle;
}

/** What a request says whose answer comes from elsewhere: a kubelet, or an application behind the API server. */
export interface Connection {
  /** Of HTTP: `GET`. */
  readonly method: string;
  /** The whole path, as it was sent. */
  readonly path: string;
  /** What follows the subresource in it, with its leading slash; otherwise empty. */
  readonly rest: string;
  /** The query string as it was sent, without the question mark. */
  readonly query: string;
  /** The first value of a parameter in the query string. */
  parameter(name: string): string | undefined;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/** An answer that is text, and may go on. */
export interface ConnectAnswer {
  readonly code: number;
  readonly contentType: string;
  readonly headers?: { readonly [name: string]: string };
  readonly text: string;
  /** Present when more may come after `text`. */
  readonly follow?: (sink: TextSink) => WatchHandle;
}

export interface TextSink {
  write(text: string): void;
  /** Nothing more comes. Never called from within `follow`. */
  end(): void;
}

/** The API server as an edge serves it, with what does not answer with objects. */
export interface ServedApi extends ApiHandler {
  /** For `log`, `proxy`, `exec`, `attach` and `portforward`. Throws StatusError. */
  connect(request: ApiRequest, connection: Connection): ConnectAnswer;
}
