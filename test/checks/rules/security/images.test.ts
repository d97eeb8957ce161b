import type { Container } from '../../../../lib/kube/generated/core-v1';
import { found, workload } from '../../checking';

const running = (image: string, imagePullPolicy?: Container['imagePullPolicy']) => [
  workload('api', { container: { image, imagePullPolicy } }),
];
const DIGEST = `sha256:${'a'.repeat(64)}`;

test('latest-tag finds images without a version', () => {
  for (const image of ['nginx', 'nginx:latest', 'registry.example.com:5000/shop/api'])
    expect(found('latest-tag', running(image))).toEqual([
      `Deployment/api spec.template.spec.containers[0].image: image "${image}" of container "main" is whatever is newest`,
    ]);
  for (const image of ['nginx:1.27', `nginx@${DIGEST}`, `nginx:1.27@${DIGEST}`])
    expect(found('latest-tag', running(image))).toEqual([]);
});

test('latest-tag looks at init containers', () => {
  const initContainers = [{ name: 'setup', image: 'busybox' }];
  expect(found('latest-tag', [workload('api', { pod: { initContainers } })])).toEqual([
    expect.stringContaining('spec.template.spec.initContainers[0].image'),
  ]);
});

test('stale-image finds newest images that are kept', () => {
  expect(found('stale-image', running('nginx:latest', 'IfNotPresent'))).toHaveLength(1);
  expect(found('stale-image', running('nginx:latest'))).toEqual([]);
  expect(found('stale-image', running('nginx:1.27', 'IfNotPresent'))).toEqual([]);
});

test('image-without-digest finds tags that may be moved', () => {
  expect(found('image-without-digest', running('nginx:1.27'))).toHaveLength(1);
  expect(found('image-without-digest', running('nginx:1.27', 'Always'))).toEqual([]);
  expect(found('image-without-digest', running(`nginx@${DIGEST}`))).toEqual([]);
});
