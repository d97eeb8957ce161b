import { parseIp, printIp } from '../../../kube/ip';
import type { Random } from '../../clock/random';

/** Why an address cannot be had. */
export class ProvidedIpError extends Error {}

/** The addresses of an IPv4 range, such as `10.96.0.0/16`: which are taken, and which is given next. */
export class IpAllocator {
  private readonly base: number;
  private readonly size: number;
  private readonly taken = new Set<number>();

  constructor(
    readonly cidr: string,
    private readonly random: Random,
  ) {
    const [address, bits] = cidr.split('/');
    this.base = toNumber(address!)!;
    this.size = 2 ** (32 - Number(bits));
  }

  /** A free address, or undefined when the range is full. Starts at a random place, as Kubernetes does. */
  next(): string | undefined {
    // The first address is the network's, the last its broadcast.
    const usable = this.size - 2;
    const start = this.random.below(usable);
    for (let step = 0; step < usable; step++) {
      const offset = 1 + ((start + step) % usable);
      if (!this.taken.has(offset)) return toText(this.base + offset);
    }
    return undefined;
  }

  /** @throws ProvidedIpError when the address is outside of the range or taken */
  check(ip: string): void {
    const offset = this.offset(ip);
    if (offset === undefined)
      throw new ProvidedIpError(
        `the provided IP (${ip}) is not in the valid range. The range of valid IPs is ${this.cidr}`,
      );
    if (this.taken.has(offset)) throw new ProvidedIpError('provided IP is already allocated');
  }

  take(ip: string): void {
    const offset = this.offset(ip);
    if (offset !== undefined) this.taken.add(offset);
  }

  release(ip: string): void {
    const offset = this.offset(ip);
    if (offset !== undefined) this.taken.delete(offset);
  }

  private offset(ip: string): number | undefined {
    const value = toNumber(ip);
    if (value === undefined) return undefined;
    const offset = value - this.base;
    return offset > 0 && offset < this.size - 1 ? offset : undefined;
  }
}

function toNumber(ip: string): number | undefined {
  const address = parseIp(ip);
  return address?.family === 4 ? Number(address.bits) : undefined;
}

function toText(value: number): string {
  return printIp({ family: 4, bits: BigInt(value) });
}
