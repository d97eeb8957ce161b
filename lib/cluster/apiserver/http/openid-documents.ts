import { ISSUER } from '../authentication/service-account-claims';
import type { SigningKey } from '../authentication/signing-key';

const CONFIGURATION = '/.well-known/openid-configuration';
const KEYS = '/openid/v1/jwks';
/** Both may be kept for an hour. */
const HEADERS = ['Cache-Control', 'public, max-age=3600'];

/** What others need to verify the tokens of service accounts by themselves (OpenID Connect discovery). */
export class OpenIdDocuments {
  static readonly paths: readonly string[] = [CONFIGURATION, KEYS];

  constructor(
    private readonly key: SigningKey,
    private readonly serverAddress: () => string,
  ) {}

  /** Undefined for another path. */
  answer(path: string) {
    if (path === CONFIGURATION) return answer('application/json', this.configuration());
    if (path === KEYS)
      return answer('application/jwk-set+json', { keys: this.key.publicKey ? [this.key.publicKey] : [] });
    return undefined;
  }

  private configuration(): object {
    return {
      issuer: ISSUER,
      jwks_uri: `https://${this.serverAddress()}${KEYS}`,
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: [this.key.algorithm],
    };
  }
}

function answer(contentType: string, document: object) {
  return { contentType, body: JSON.stringify(document), headers: HEADERS };
}
