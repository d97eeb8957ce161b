import { clusterMatchers } from './matchers';

// For Jest's `setupFilesAfterEnv`.
expect.extend(clusterMatchers);
