import { X509Certificate } from 'node:crypto';
import { pemBlocks, pemTextIn } from '../certificates/pem';
import { signingRequestProblem } from '../certificates/signing-request';
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
} from '../field-error';
import { FieldPath } from '../field-path';
import type {
  CertificateSigningRequest,
  CertificateSigningRequestCondition,
} from '../generated/certificates-v1';
import { goQuote, goTyped } from '../go-format';
import { validateOwnMetadata, validateOwnMetadataUpdate } from './own-metadata';
import { validateSignerName } from './signer-name';

type Request = CertificateSigningRequest;

const ANY_NAME = { namespaced: false, nameRule: () => [] };
const SPEC = FieldPath.of('spec');
const CONDITIONS = FieldPath.of('status').child('conditions');
const CERTIFICATE = FieldPath.of('status').child('certificate');
const LEGACY_SIGNER = 'kubernetes.io/legacy-unknown';
const SHORTEST_SECONDS = 600;
const DECISIONS = ['Approved', 'Denied'];
const ALWAYS_TRUE = [...DECISIONS, 'Failed'];
const STATUSES = ['False', 'True', 'Unknown'];

const USAGES = [
  'any',
  'cert sign',
  'client auth',
  'code signing',
  'content commitment',
  'crl sign',
  'data encipherment',
  'decipher only',
  'digital signature',
  'email protection',
  'encipher only',
  'ipsec end system',
  'ipsec tunnel',
  'ipsec user',
  'key agreement',
  'key encipherment',
  'microsoft sgc',
  'netscape sgc',
  'ocsp signing',
  's/mime',
  'server auth',
  'signing',
  'timestamping',
];

export function validateSigningRequest(
  request: Request,
  old: Request | undefined,
  errors: FieldError[],
): void {
  const { request: pem = '', usages = [], signerName = '', expirationSeconds } = request.spec;
  validateOwnMetadata(request, ANY_NAME, errors);
  const problem = signingRequestProblem(pemTextIn(pem));
  if (problem) errors.push(invalidValue(SPEC.child('request'), request.spec.request ?? null, problem));
  validateUsages(usages, SPEC.child('usages'), errors);
  const signer = SPEC.child('signerName');
  if (signerName === LEGACY_SIGNER)
    errors.push(
      invalidValue(signer, signerName, 'the legacy signerName is not allowed via this API version'),
    );
  else validateSignerName(signerName, signer, errors);
  if (expirationSeconds !== undefined && expirationSeconds < SHORTEST_SECONDS)
    errors.push(
      invalidValue(
        SPEC.child('expirationSeconds'),
        expirationSeconds,
        'may not specify a duration less than 600 seconds (10 minutes)',
      ),
    );
  validateConditions(request.status?.conditions ?? [], errors);
  const certificate = request.status?.certificate ?? '';
  if (!old || certificate !== (old.status?.certificate ?? '')) validateCertificate(certificate, errors);
}

function validateUsages(usages: readonly string[], path: FieldPath, errors: FieldError[]): void {
  if (usages.length === 0) errors.push(required(path));
  usages.forEach((usage, index) => {
    if (!USAGES.includes(usage)) errors.push(notSupported(path.index(index), goTyped(usage), USAGES));
  });
  usages.forEach((usage, index) => {
    if (usages.indexOf(usage) < index) errors.push(duplicate(path.index(index), goTyped(usage)));
  });
}

function validateConditions(
  conditions: readonly CertificateSigningRequestCondition[],
  errors: FieldError[],
): void {
  const types = new Set<string>();
  conditions.forEach(({ type = '', status = '' }, index) => {
    const path = CONDITIONS.index(index);
    if (type === '') errors.push(required(path.child('type')));
    const allowed = ALWAYS_TRUE.includes(type) ? ['True'] : STATUSES;
    if (status === '') errors.push(required(path.child('status')));
    else if (!allowed.includes(status))
      errors.push(notSupported(path.child('status'), goTyped(status), allowed));
    const opposite = DECISIONS.find((decision) => decision !== type && DECISIONS.includes(type));
    if (opposite && types.has(opposite))
      errors.push(
        invalidValue(CONDITIONS, goTyped(type), 'Approved and Denied conditions are mutually exclusive'),
      );
    if (types.has(type)) errors.push(duplicate(path.child('type'), goTyped(type)));
    types.add(type);
  });
}

function validateCertificate(base64: string, errors: FieldError[]): void {
  const problem = base64 === '' ? undefined : certificateProblem(pemTextIn(base64));
  if (problem) errors.push(invalidValue(CERTIFICATE, '<certificate data>', problem));
}

function certificateProblem(pem: string): string | undefined {
  const blocks = pemBlocks(pem);
  if (blocks.length === 0) return 'must contain at least one CERTIFICATE PEM block';
  for (const { type, hasHeaders, bytes } of blocks) {
    if (type !== 'CERTIFICATE') return `only CERTIFICATE PEM blocks are allowed, found ${goQuote(type)}`;
    if (hasHeaders) return 'no PEM block headers are permitted';
    if (!isCertificate(bytes)) return 'x509: malformed certificate';
  }
  return undefined;
}

function isCertificate(bytes: Buffer): boolean {
  try {
    return new X509Certificate(bytes) !== undefined;
  } catch {
    return false;
  }
}

/** What an update may do, beyond what none may. */
export interface UpdateRights {
  readonly maySetCertificate: boolean;
  readonly mayDecide: boolean;
}

export function validateSigningRequestUpdate(
  request: Request,
  old: Request,
  rights: UpdateRights,
): FieldError[] {
  const errors: FieldError[] = [];
  validateSigningRequest(request, old, errors);
  const change = (type: string) => countOf(request, type) - countOf(old, type);
  const forbid = (detail: string) => errors.push(forbiddenField(CONDITIONS, detail));
  for (const type of ALWAYS_TRUE)
    if (change(type) < 0) forbid(`updates may not remove a condition of type ${goQuote(type)}`);
  if (!rights.mayDecide)
    for (const type of DECISIONS)
      if (change(type) > 0) forbid(`updates may not add a condition of type ${goQuote(type)}`);
  validateCertificateIsKept(request, old, rights, errors);
  validateOwnMetadataUpdate(request, old, errors);
  return errors;
}

function countOf({ status }: Request, type: string): number {
  return status?.conditions?.filter((condition) => condition.type === type).length ?? 0;
}

function validateCertificateIsKept(
  { status }: Request,
  { status: oldStatus }: Request,
  { maySetCertificate }: UpdateRights,
  errors: FieldError[],
): void {
  const before = oldStatus?.certificate ?? '';
  if ((status?.certificate ?? '') === before) return;
  if (!maySetCertificate) errors.push(forbiddenField(CERTIFICATE, 'updates may not set certificate content'));
  else if (before !== '')
    errors.push(forbiddenField(CERTIFICATE, 'updates may not modify existing certificate content'));
}
