import type { Construct } from 'constructs';
import type { Stack } from '../lib/constructs';
import { typical } from './typical/stack';

/** Every application of this repository, each as a function that adds it to an app. */
export const apps: readonly ((scope: Construct) => Stack)[] = [typical];
