import type { IConstruct } from 'constructs';
import { checkWhole } from '../authoring/numbers';
import { report } from '../authoring/report';

/** How pods stop. */
export interface ShutdownProps {
  /**
   * Seconds a container goes on serving after its pod is told to stop: until Services and Ingress controllers have
   * noticed, they send it requests. 0 for no delay.
   *
   * @default 5
   */
  readonly delay?: number;
  /**
   * Seconds after which a container that still runs is killed; the delay is part of them.
   *
   * @default the delay and 30 seconds more
   */
  readonly grace?: number;
}

const DEFAULT_DELAY = 5;
/** What Kubernetes gives a process that has no delay. */
const DEFAULT_DRAIN = 30;

/** Fills in the defaults; reports a grace period that ends before the delay does. */
export function shutdownOf(owner: IConstruct, props: ShutdownProps = {}): Required<ShutdownProps> {
  const { delay = DEFAULT_DELAY, grace = delay + DEFAULT_DRAIN } = props;
  checkWhole(owner, 'shutdown.delay', delay, 0);
  checkWhole(owner, 'shutdown.grace', grace, 0);
  if (grace <= delay) {
    report(owner, {
      field: 'shutdown',
      message: `grace is ${grace} s, but delay is ${delay} s: the process is killed before it is told to stop`,
      fix: `set shutdown.grace above ${delay}, with the time the process needs to finish its requests`,
    });
  }
  return { delay, grace };
}
