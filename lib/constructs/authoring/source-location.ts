import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { IConstruct } from 'constructs';

/** A place in the author's own program. */
export interface SourceLocation {
  /** Absolute path. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
}

/** Key of the construct metadata that holds a {@link Call}. Metadata is never synthesized. */
const SOURCE_METADATA = 'seaworthy:source';

const CONSTRUCTS = __dirname.slice(0, __dirname.lastIndexOf(sep) + 1);
const DEPENDENCIES = `${sep}node_modules${sep}`;
/** Frames looked at: composites nest a few constructors deep before the author's own frame comes. */
const DEPTH = 32;

/**
 * The innermost stack frame outside this folder and outside node_modules: the line the author is to look at.
 * The printed stack is read, not the call sites, so that a source map in use has been applied to it.
 */
export function callerLocation(): SourceLocation | undefined {
  return new Call().location();
}

/** A call by the author. Only asking where it was made prints its stack, which takes most of the time. */
class Call {
  private stack: { readonly stack?: string } | undefined = stackHere();
  private found: SourceLocation | undefined;

  location(): SourceLocation | undefined {
    if (this.stack) this.found = authorsFrame(this.stack.stack ?? '');
    this.stack = undefined;
    return this.found;
  }
}

function stackHere(): { readonly stack?: string } {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = DEPTH;
  const error = new Error();
  Error.stackTraceLimit = limit;
  return error;
}

function authorsFrame(stack: string): SourceLocation | undefined {
  for (const frame of stack.split('\n')) {
    const location = parseFrame(frame);
    if (location && isAuthors(location.file)) return location;
  }
  return undefined;
}

/** Remembers on the construct where its author made it. */
export function recordSource(construct: IConstruct): void {
  construct.node.addMetadata(SOURCE_METADATA, new Call());
}

/** Where the construct was made; for one that recorded nothing, its nearest scope that did. */
export function sourceOf(construct: IConstruct): SourceLocation | undefined {
  for (let scope: IConstruct | undefined = construct; scope; scope = scope.node.scope) {
    const source = recordedSource(scope);
    if (source) return source;
  }
  return undefined;
}

/** What {@link recordSource} remembered on this very construct. */
export function recordedSource(construct: IConstruct): SourceLocation | undefined {
  const call: Call | undefined = construct.node.metadata.find(({ type }) => type === SOURCE_METADATA)?.data;
  return call?.location();
}

/** `apps/shop/stack.ts:12`, seen from the current folder. */
export function printLocation({ file, line }: SourceLocation): string {
  const path = relative(process.cwd(), file);
  return `${path.startsWith('..') ? file : path}:${line}`;
}

/** Reads `at call (file:line:column)` or `at file:line:column`. */
function parseFrame(frame: string): SourceLocation | undefined {
  const position = /:(\d+):(\d+)\)?$/.exec(frame);
  if (!position) return undefined;
  const call = frame.indexOf(' (');
  const start = call < 0 ? frame.indexOf('at ') + 3 : call + 2;
  const file = frame.slice(start, position.index);
  return {
    file: file.startsWith('file://') ? fileURLToPath(file) : file,
    line: Number(position[1]),
    column: Number(position[2]),
  };
}

function isAuthors(file: string): boolean {
  return !file.startsWith(CONSTRUCTS) && !file.startsWith('node:') && !file.includes(DEPENDENCIES);
}
