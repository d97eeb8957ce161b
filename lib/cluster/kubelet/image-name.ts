/** An image's name as a container runtime completes it. */
export interface ImageName {
  /** `docker.io/library/nginx` */
  readonly repository: string;
  /** `docker.io/library/nginx:1.25`, or with the digest if there is no tag. */
  readonly familiar: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** Not the name of an image; the message is that of the reference implementation. */
export class ImageNameError extends Error {
  override readonly name = 'ImageNameError';
}

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const DOMAIN_COMPONENT = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const DOMAIN = `(?:${DOMAIN_COMPONENT}(?:\\.${DOMAIN_COMPONENT})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const TAG = '[\\w][\\w.-]{0,127}';
const DIGEST = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const REFERENCE = new RegExp(
  `^((?:${DOMAIN}/)?${COMPONENT}(?:/${COMPONENT})*)(?::(${TAG}))?(?:@(${DIGEST}))?$`,
);
const IDENTIFIER = /^[a-f0-9]{64}$/;
const LONGEST_NAME = 255;

const MOST_REMEMBERED = 10_000;
const remembered = new Map<string, ImageName>();

/**
 * Reads `nginx`, `shop/api:1.2`, `registry.example.com/shop/api@sha256:…`. Remembers what it has read.
 * @throws ImageNameError
 */
export function parseImageName(image: string): ImageName {
  let name = remembered.get(image);
  if (!name) {
    name = parse(image);
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(image, name);
  }
  return name;
}

function parse(image: string): ImageName {
  if (IDENTIFIER.test(image))
    throw new ImageNameError(
      `invalid repository name (${image}), cannot specify 64-byte hexadecimal strings`,
    );
  const normalized = withDomain(image);
  const path = normalized.slice(normalized.indexOf('/') + 1).split(/[:@]/, 1)[0]!;
  if (path !== path.toLowerCase())
    throw new ImageNameError(`invalid reference format: repository name (${path}) must be lowercase`);
  const match = REFERENCE.exec(normalized);
  if (!match) throw new ImageNameError('invalid reference format');
  const [, repository, tag, digest] = match as unknown as [string, string, string?, string?];
  if (repository.length > LONGEST_NAME)
    throw new ImageNameError(`repository name must not be more than ${LONGEST_NAME} characters`);
  const familiar = tag || !digest ? `${repository}:${tag ?? 'latest'}` : `${repository}@${digest}`;
  return { repository, familiar, tag, digest };
}

/** Docker Hub is meant where no registry is named, and its `library` where no owner is. */
function withDomain(image: string): string {
  const slash = image.indexOf('/');
  const head = slash < 0 ? '' : image.slice(0, slash);
  const isDomain = /[.:]/.test(head) || head === 'localhost' || head !== head.toLowerCase();
  if (slash < 0 || !isDomain) return `docker.io/${slash < 0 ? 'library/' : ''}${image}`;
  return head === 'index.docker.io' ? `docker.io/${image.slice(slash + 1)}` : image;
}
