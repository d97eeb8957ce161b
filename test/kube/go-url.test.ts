import { type GoUrl, type GoUrlError, parseGoRequestUri, parseGoUrl } from '../../lib/kube/go-url';
import recorded from '../golden/go-url/addresses.json';

/** What Go's own parser makes of addresses. */

function partsOf(url: GoUrl | GoUrlError): object {
  if ('error' in url) return url;
  const { scheme, host, query, fragment, user } = url;
  return { scheme, host, query, fragment, hasUser: user !== undefined };
}

it.each(recorded.map((one) => [one.text, one] as const))('takes %j apart as Go does', (text, one) => {
  expect(partsOf(parseGoUrl(text))).toEqual(one.address);
});

it.each(recorded.map((one) => [one.text, one] as const))(
  'takes the request %j apart as Go does',
  (text, one) => {
    expect(partsOf(parseGoRequestUri(text))).toEqual(one.request);
  },
);
