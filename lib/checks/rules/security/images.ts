import { isLatestImage } from '../../../kube/defaults/image-name';
import { containersOf } from '../../context/containers';
import type { BuiltInRule } from '../../rule';

export const IMAGE_RULES: readonly BuiltInRule[] = [
  {
    id: 'latest-tag',
    severity: 'warning',
    profile: 'default',
    finds: 'An image with the tag `latest`, or with neither tag nor digest.',
    why: 'Nobody can say what runs: two pods of one workload may differ, and there is nothing to roll back to.',
    fix: 'name a version, or a digest',
    peers: ['kube-linter latest-tag', 'kube-score container-image-tag', 'polaris tagNotSpecified'],
    *check({ workloads }) {
      for (const workload of workloads)
        for (const { container, field } of containersOf(workload))
          if (container.image && isLatestImage(container.image))
            yield {
              object: workload.object,
              field: `${field}.image`,
              message: `image "${container.image}" of container "${container.name}" is whatever is newest`,
            };
    },
  },
  {
    id: 'stale-image',
    severity: 'warning',
    profile: 'default',
    finds: 'An image with the tag `latest` that a node does not look for once it has one.',
    why: 'Each node runs the version that was newest when it first pulled the image.',
    fix: 'name a version, or pull it always',
    peers: ['kube-score container-image-pull-policy'],
    *check({ workloads }) {
      for (const workload of workloads)
        for (const { container, field } of containersOf(workload))
          if (container.image && isLatestImage(container.image) && container.imagePullPolicy !== 'Always')
            yield {
              object: workload.object,
              field: `${field}.imagePullPolicy`,
              message: `image "${container.image}" is pulled ${container.imagePullPolicy}`,
            };
    },
  },
  {
    id: 'image-without-digest',
    severity: 'info',
    profile: 'restricted',
    finds: 'An image that is named by a tag alone, and not always pulled.',
    why: 'A tag can be moved: a node that has the image runs another one than the next node pulls.',
    fix: 'pin the image by its digest, or set imagePullPolicy to Always',
    peers: ['kube-score container-image-pull-policy', 'polaris pullPolicyNotAlways'],
    *check({ workloads }) {
      for (const workload of workloads)
        for (const { container, field } of containersOf(workload))
          if (container.image && !container.image.includes('@') && container.imagePullPolicy !== 'Always')
            yield {
              object: workload.object,
              field: `${field}.image`,
              message: `image "${container.image}" of container "${container.name}" has no digest, and is pulled ${container.imagePullPolicy}`,
            };
    },
  },
];
