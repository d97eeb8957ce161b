import { diffMatchers } from './diff-matchers';
import { clusterMatchers } from './matchers';
import { resourceMatchers } from './resource-matchers';

// For Jest's `setupFilesAfterEnv`.
expect.extend({ ...clusterMatchers, ...diffMatchers, ...resourceMatchers });
