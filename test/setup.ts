import { clusterMatchers } from '../lib/testing/matchers';

expect.extend(clusterMatchers);
