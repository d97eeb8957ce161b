import { checkMatchers } from './check-matcher';
import { diffMatchers } from './diff-matchers';
import { clusterMatchers } from './matchers';
import { resourceMatchers } from './resource-matchers';

// For Jest's `setupFilesAfterEnv`.
expect.extend({ ...checkMatchers, ...clusterMatchers, ...diffMatchers, ...resourceMatchers });
