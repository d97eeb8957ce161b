/** One block of a PEM text. */
export interface PemBlock {
  readonly type: string;
  /** `Proc-Type` and the like come before the data. */
  readonly hasHeaders: boolean;
  readonly bytes: Buffer;
  /** The block as it was written. */
  readonly text: string;
}

const BLOCK = /-----BEGIN ([^\n-]*)-----\r?\n((?:[^\n:]+:[^\n]*\n)*)([A-Za-z0-9+/=\s]*?)-----END \1-----/g;

/** The blocks of a text; whatever is around them does not matter. */
export function pemBlocks(text: string): PemBlock[] {
  return [...text.matchAll(BLOCK)].map(([whole, type, headers, data]) => ({
    type: type!,
    hasHeaders: headers !== '',
    bytes: Buffer.from(data!, 'base64'),
    text: whole,
  }));
}

/** One block as text, in lines of 64 characters. */
export function pemText(type: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${type}-----`, ...lines, `-----END ${type}-----`, ''].join('\n');
}

/** A PEM text as fields of the API carry it. */
export function pemTextIn(base64: string): string {
  return Buffer.from(base64, 'base64').toString('latin1');
}
