import type { IConstruct } from 'constructs';
import { isDns1123Subdomain, isIp, isWildcardDns1123Subdomain } from '../../kube/names';
import { checkText, type NameRule } from '../authoring/names';
import { report } from '../authoring/report';

/** An address is no host, as Ingress and HTTPRoute have it. */
const HOST: NameRule = {
  check: (host) => {
    if (host.startsWith('*.')) return isWildcardDns1123Subdomain(host);
    return isIp(host).length === 0 ? ['must be a DNS name, not an IP address'] : isDns1123Subdomain(host);
  },
  what: 'a host',
};

/** Reports a text that cannot be the host of a request. */
export function checkHost(owner: IConstruct, host: string): void {
  if (host !== '') checkText(owner, 'host', host, HOST, 'write it as shop.example.com or *.example.com');
  else
    report(owner, { field: 'host', message: 'the host is empty', fix: 'leave it out to serve every host' });
}
