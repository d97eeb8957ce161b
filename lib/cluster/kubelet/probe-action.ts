import { printDuration } from '../../kube/duration';
import type { Container, Probe } from '../../kube/generated/core-v1';
import type { Reply } from '../component/dataplane';
import { containerPort, httpGetRequest, type KubeletRequest } from './http-get';
import type { CommandOutcome } from './process';

export type Connection = 'open' | 'refused' | 'unreachable';

/** What a probe can reach. */
export interface ProbeTarget {
  readonly podIp: string;
  readonly nodeIp: string;
  send(request: KubeletRequest): Reply;
  /** Opens a TCP connection and closes it again. */
  connect(ip: string, port: number): Connection;
  exec(command: readonly string[]): CommandOutcome;
}

/** What a probe came to. */
export interface ProbeOutcome {
  readonly result: 'success' | 'failure';
  /** Why it failed, in the kubelet's words; for a warning, what there is to say. */
  readonly output: string;
  /** The probe could not be carried out: there is no result. */
  readonly errored?: boolean;
  readonly warning?: boolean;
  /** Milliseconds until the kubelet knew; not counted where the answer came within the timeout. */
  readonly duration: number;
}

const SUCCESS: ProbeOutcome = { result: 'success', output: '', duration: 0 };
const GRPC_HEALTH = '/grpc.health.v1.Health/Check';

/** Carries out a probe once. */
export function runProbe(probe: Probe, container: Container, target: ProbeTarget): ProbeOutcome {
  const timeout = (probe.timeoutSeconds ?? 1) * 1000;
  try {
    if (probe.exec) return execOutcome(probe.exec.command ?? [], target, timeout);
    if (probe.httpGet)
      return httpOutcome(
        httpGetRequest(probe.httpGet, container, target.podIp, target.nodeIp, 'probe'),
        target,
        timeout,
      );
    if (probe.tcpSocket) return tcpOutcome(probe.tcpSocket, container, target, timeout);
    if (probe.grpc) return grpcOutcome(probe.grpc, target, timeout);
  } catch (error) {
    return { ...failure((error as Error).message), errored: true };
  }
  return { ...failure(`missing probe handler for ${container.name}`), errored: true };
}

function failure(output: string, duration = 0): ProbeOutcome {
  return { result: 'failure', output, duration };
}

function execOutcome(command: readonly string[], target: ProbeTarget, timeout: number): ProbeOutcome {
  const { exitCode, output, duration } = target.exec(command);
  if (duration > timeout)
    return failure(
      `command timed out: ${JSON.stringify(command.join(' '))} timed out after ${printDuration(timeout)}`,
      timeout,
    );
  return exitCode === 0 ? SUCCESS : failure(output);
}

function httpOutcome(message: KubeletRequest, target: ProbeTarget, timeout: number): ProbeOutcome {
  const { url, ip, port } = message;
  const reply = target.send(message);
  const failed = (why: string, duration = 0) => failure(`Get "${url}": ${why}`, duration);
  if (reply.kind === 'refused') return failed(`dial tcp ${ip}:${port}: connect: connection refused`);
  if (reply.kind === 'unreachable')
    return failed(
      `dial tcp ${ip}:${port}: i/o timeout (Client.Timeout exceeded while awaiting headers)`,
      timeout,
    );
  const { status, body, duration } = reply.response;
  if (duration > timeout)
    return failed('context deadline exceeded (Client.Timeout exceeded while awaiting headers)', timeout);
  if (status >= 200 && status < 300) return SUCCESS;
  if (status >= 300 && status < 400)
    return {
      ...SUCCESS,
      warning: true,
      output: `Probe terminated redirects, Response body: ${body}`,
    };
  return failure(`HTTP probe failed with statuscode: ${status}`);
}

function tcpOutcome(
  action: NonNullable<Probe['tcpSocket']>,
  container: Container,
  target: ProbeTarget,
  timeout: number,
): ProbeOutcome {
  const port = containerPort(action.port as number | string, container);
  const ip = action.host || target.podIp;
  switch (target.connect(ip, port)) {
    case 'open':
      return SUCCESS;
    case 'refused':
      return failure(`dial tcp ${ip}:${port}: connect: connection refused`);
    case 'unreachable':
      return failure(`dial tcp ${ip}:${port}: i/o timeout`, timeout);
  }
}

function grpcOutcome(action: NonNullable<Probe['grpc']>, target: ProbeTarget, timeout: number): ProbeOutcome {
  const { podIp: ip, nodeIp } = target;
  const { port, service = '' } = action;
  const request = {
    method: 'POST',
    path: GRPC_HEALTH,
    host: `${ip}:${port}`,
    headers: { 'content-type': 'application/grpc' },
    body: service,
    sourceIp: nodeIp,
  };
  const reply = target.send({ ip, port, url: `${ip}:${port}`, request });
  const limit = printDuration(timeout);
  if (reply.kind !== 'response')
    return failure(
      `timeout: failed to connect service "${ip}:${port}" within ${limit}: context deadline exceeded`,
      timeout,
    );
  const { status, duration } = reply.response;
  if (duration > timeout) return failure(`timeout: health rpc did not complete within ${limit}`, timeout);
  return status < 400 ? SUCCESS : failure('service unhealthy (responded with "NOT_SERVING")');
}
