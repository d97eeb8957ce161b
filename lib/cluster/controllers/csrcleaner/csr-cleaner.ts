import { X509Certificate } from 'node:crypto';
import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import type { CertificateSigningRequest } from '../../../kube/generated/certificates-v1';
import { CertificateSigningRequests } from '../../../kube/generated/resources';
import { StatusError } from '../../../kube/status';
import type { Clock, Timer } from '../../clock/clock';
import type { Component, ComponentContext } from '../../component/component-context';

const NAME = 'certificate-controller';
const HOUR = 3_600_000;
/** Milliseconds that requests are kept after somebody decided about them. */
const DECIDED = HOUR;
/** The same for those that wait: for a decision, or for the signer. */
const PENDING = 24 * HOUR;

/** Deletes certificate signing requests that have served their purpose, or that nobody takes care of. */
export class CsrCleaner implements Component {
  private readonly clock: Clock;
  private readonly client: Client;
  private readonly requests: Informer<CertificateSigningRequest>;
  private timer: Timer | undefined;

  constructor({ clock, informers, client }: ComponentContext) {
    this.clock = clock;
    this.client = client(NAME);
    this.requests = informers.of(CertificateSigningRequests);
  }

  start(): void {
    const round = () => {
      this.cleanUp();
      this.timer = this.clock.schedule(HOUR, round, { background: true });
    };
    round();
  }

  stop(): void {
    this.timer?.cancel();
  }

  private cleanUp(): void {
    for (const request of this.requests.list()) {
      if (!isOutlived(request, this.clock.now())) continue;
      try {
        this.client.delete(CertificateSigningRequests, '', request.metadata.name!);
      } catch (error) {
        // The next round tries again.
        if (!(error instanceof StatusError)) throw error;
      }
    }
  }
}

/** Whether the request may go. `now` in milliseconds since the Unix epoch. Pure. */
export function isOutlived({ metadata, status }: CertificateSigningRequest, now: number): boolean {
  const conditions = status?.conditions ?? [];
  const isOlder = (time: string | undefined, age: number) =>
    time !== undefined && now - Date.parse(time) > age;
  if (conditions.length === 0) return isOlder(metadata.creationTimestamp, PENDING);
  const certificate = status?.certificate;
  return conditions.some(({ type, lastUpdateTime }) => {
    if (type !== 'Approved') return isOlder(lastUpdateTime, DECIDED);
    if (!certificate) return isOlder(lastUpdateTime, PENDING);
    return isOlder(lastUpdateTime, DECIDED) || hasExpired(certificate, now);
  });
}

/** @param certificate PEM in base64; one that cannot be read never expires */
function hasExpired(certificate: string, now: number): boolean {
  try {
    return Date.parse(new X509Certificate(Buffer.from(certificate, 'base64')).validTo) < now;
  } catch {
    return false;
  }
}
