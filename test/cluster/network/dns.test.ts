import { serviceCandidates } from '../../../lib/cluster/network/dns';

describe('serviceCandidates', () => {
  test.each([
    ['api', ['shop/api']],
    ['api.other', ['other/api', 'shop/other#api']],
    ['api.other.svc', ['other/api']],
    ['api.other.svc.cluster.local', ['other/api']],
    ['api.other.svc.cluster.local.', ['other/api']],
    ['db-0.db', ['db/db-0', 'shop/db#db-0']],
    ['db-0.db.shop.svc.cluster.local', ['shop/db#db-0']],
    ['www.example.com', ['com/example#www']],
  ])('%s, asked in namespace shop', (host, expected) => {
    const found = serviceCandidates(host, 'shop').map((one) =>
      one.kind === 'host' ? `${one.service}#${one.host}` : one.service,
    );
    expect(found).toEqual(expected);
  });
});
