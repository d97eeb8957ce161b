/** A text is not a request for a certificate; the message is Kubernetes' where it is the block that is wrong. */
export class PemError extends Error {
  override readonly name = 'PemError';
}

const BLOCK = /-----BEGIN CERTIFICATE REQUEST-----\s([A-Za-z0-9+/=\s]*)-----END CERTIFICATE REQUEST-----/;

const SEQUENCE = 0x30;
const SET = 0x31;
const OBJECT_IDENTIFIER = 0x06;
/** 2.5.4.10, organizationName, as it is encoded. */
const ORGANIZATION = Buffer.from([0x55, 0x04, 0x0a]);

/**
 * The organizations in the subject of a PKCS #10 request, which Kubernetes takes for groups.
 * @param request base64 of PEM, as in `spec.request`
 * @throws PemError
 */
export function organizationsOf(request: string): readonly string[] {
  const [, body] = BLOCK.exec(Buffer.from(request, 'base64').toString()) ?? [];
  if (body === undefined) throw new PemError('PEM block type must be CERTIFICATE REQUEST');
  const [outer] = elementsOf(Buffer.from(body, 'base64'));
  const [info] = elementsOf(contentOf(outer, SEQUENCE));
  // CertificationRequestInfo: version, subject, key, attributes.
  const [, subject] = elementsOf(contentOf(info, SEQUENCE));
  return elementsOf(contentOf(subject, SEQUENCE)).flatMap((relative) =>
    elementsOf(contentOf(relative, SET)).flatMap((attribute) => {
      const [type, value] = elementsOf(contentOf(attribute, SEQUENCE));
      return value && contentOf(type, OBJECT_IDENTIFIER).equals(ORGANIZATION)
        ? [value.content.toString()]
        : [];
    }),
  );
}

/** One value of DER. */
interface Element {
  readonly tag: number;
  readonly content: Buffer;
}

function contentOf(element: Element | undefined, tag: number): Buffer {
  if (element?.tag !== tag) throw new PemError('x509: malformed certificate request');
  return element.content;
}

/** The values that follow each other in DER. */
function elementsOf(der: Buffer): Element[] {
  const elements: Element[] = [];
  for (let offset = 0; offset < der.length; ) {
    const { start, end } = extentOf(der, offset);
    elements.push({ tag: der[offset]!, content: der.subarray(start, end) });
    offset = end;
  }
  return elements;
}

/** A length below 128 is one byte; of a longer one, the first byte says how many bytes it has. */
function extentOf(der: Buffer, offset: number): { readonly start: number; readonly end: number } {
  const first = der[offset + 1] ?? 0;
  const bytes = first < 0x80 ? 0 : first & 0x7f;
  const start = offset + 2 + bytes;
  let length = bytes === 0 ? first : 0;
  for (let index = 0; index < bytes; index++) length = length * 256 + (der[offset + 2 + index] ?? 0);
  if (start + length > der.length) throw new PemError('x509: malformed certificate request');
  return { start, end: start + length };
}
