const DOMAIN_PART = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const DOMAIN = `(?:${DOMAIN_PART}(?:\\.${DOMAIN_PART})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const PATH_PART = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const TAG = '[\\w][\\w.-]{0,127}';
const DIGEST = 'sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128}';
const REMAINDER = new RegExp(`^(${PATH_PART}(?:/${PATH_PART})*)(?::(${TAG}))?(?:@(${DIGEST}))?$`);
const WHOLE_DOMAIN = new RegExp(`^${DOMAIN}$`);
const IDENTIFIER = /^[a-f0-9]{64}$/;
const MAX_PATH = 255;

/**
 * Whether an image reference names whatever is newest: the tag `latest`, or neither tag nor digest. False for texts that
 * are no reference at all.
 */
export function isLatestImage(image: string): boolean {
  if (IDENTIFIER.test(image)) return false;
  const { domain, remainder } = splitDomain(image);
  const match = REMAINDER.exec(remainder);
  if (!match || match[1]!.length > MAX_PATH || !WHOLE_DOMAIN.test(domain)) return false;
  const [, , tag, digest] = match;
  return tag === 'latest' || (tag === undefined && digest === undefined);
}

/** The part before the first slash is a registry if it looks like one: `localhost`, a dot, a port, a capital letter. */
function splitDomain(image: string): { domain: string; remainder: string } {
  const slash = image.indexOf('/');
  const first = image.slice(0, Math.max(slash, 0));
  const isDomain = first === 'localhost' || /[.:]/.test(first) || first !== first.toLowerCase();
  return slash >= 0 && isDomain
    ? { domain: first, remainder: image.slice(slash + 1) }
    : { domain: 'docker.io', remainder: image };
}
