import { parseImage, versionStep } from '../../lib/diff/image-reference';

test.each([
  ['nginx', 'docker.io', 'library/nginx', undefined, undefined],
  ['nginx:1.25', 'docker.io', 'library/nginx', '1.25', undefined],
  ['shop/api', 'docker.io', 'shop/api', undefined, undefined],
  ['localhost:5000/api:2', 'localhost:5000', 'api', '2', undefined],
  ['ghcr.io/shop/api:1.4@sha256:ab', 'ghcr.io', 'shop/api', '1.4', 'sha256:ab'],
  ['registry:5000/api@sha256:cd', 'registry:5000', 'api', undefined, 'sha256:cd'],
])('%s', (image, registry, repository, tag, digest) => {
  expect(parseImage(image)).toEqual({ registry, repository, tag, digest });
});

test.each([
  ['1.4.2', '1.4.3', 'patch'],
  ['v1.4.2', 'v1.5.0', 'minor'],
  ['1.9', '2.0', 'major'],
  ['1.5.0', '1.4.9', 'downgrade'],
  ['1.10.0', '1.9.0', 'downgrade'],
  ['1.5.0-rc.1', '1.5.0', 'prerelease'],
  ['1.5.0', '1.5.0-rc.1', 'downgrade'],
  ['1.5.0-rc.9', '1.5.0-rc.10', 'prerelease'],
  ['8.2-alpine3.19', '8.2-alpine3.20', 'prerelease'],
  ['8.2-alpine', '8.2-bookworm', 'unknown'],
  ['1.4.2', '1.4.2', 'same'],
  ['1.4', '1.4.0', 'same'],
  ['latest', '1.0', 'unknown'],
  [undefined, '1.0', 'unknown'],
])('from %s to %s is %s', (from, to, step) => {
  expect(versionStep(from, to)).toBe(step);
});
