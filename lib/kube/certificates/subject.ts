import { type DerValue, readDer, readObjectIdentifier, SEQUENCE } from './der';
import { pemBlocks } from './pem';

const SET = 0x31;
const ORGANIZATION_NAME = '2.5.4.10';

/**
 * The organizations in the subject of a PKCS #10 request, which Kubernetes takes for groups. The request must be one in
 * which `signingRequestProblem` finds nothing wrong.
 */
export function organizationsOf(pem: string): readonly string[] {
  const [request] = readDer(pemBlocks(pem)[0]!.bytes);
  const [info] = members(request, SEQUENCE);
  const [, subject] = members(info, SEQUENCE);
  return members(subject, SEQUENCE).flatMap((relativeName) =>
    members(relativeName, SET).flatMap((attribute) => {
      const [type, value] = members(attribute, SEQUENCE);
      const isOrganization = type && value && readObjectIdentifier(type) === ORGANIZATION_NAME;
      return isOrganization ? [value.content.toString()] : [];
    }),
  );
}

function members(value: DerValue | undefined, tag: number): DerValue[] {
  return value?.tag === tag ? readDer(value.content) : [];
}
