import type { Connection } from '../../../kube/api-request';
import { goQuote } from '../../../kube/go-format';
import { badRequest } from '../../../kube/status';

/**
 * What a connection is asked for, as the object that admission is shown: `PodExecOptions` and its like, without what is
 * empty. @throws StatusError 400 for a port that is no number
 */
export function connectOptions(kind: string, connection: Connection): object {
  const query = new URLSearchParams(connection.query);
  switch (kind) {
    case 'PodExecOptions': {
      const commands = query.getAll('command');
      return { ...streams(query), command: commands.length > 0 ? commands : null };
    }
    case 'PodAttachOptions':
      return streams(query);
    case 'PodPortForwardOptions': {
      const ports = query.getAll('ports').map(portOf);
      return ports.length > 0 ? { ports } : {};
    }
    default:
      return connection.rest ? { path: connection.rest } : {};
  }
}

function streams(query: URLSearchParams): object {
  const set = ['stdin', 'stdout', 'stderr', 'tty'].filter((name) => isSet(query.get(name)));
  const container = query.get('container');
  return { ...Object.fromEntries(set.map((name) => [name, true])), ...(container ? { container } : {}) };
}

/** Whether a parameter is true, as Kubernetes reads it: anything else than `false` and `0`. */
export function isSet(text: string | null | undefined): boolean {
  return text !== undefined && text !== null && text !== 'false' && text !== '0';
}

function portOf(text: string): number {
  if (!/^[+-]?\d+$/.test(text))
    throw badRequest(`strconv.ParseInt: parsing ${goQuote(text)}: invalid syntax`);
  return Number(text);
}
