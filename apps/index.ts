import type { Construct } from 'constructs';
import type { Stack } from '../lib/constructs';
import { batch } from './batch/stack';
import { shop } from './shop/stack';
import { sidecar } from './sidecar/stack';
import { tenants } from './tenants/stack';
import { typical } from './typical/stack';
import { wordpress } from './wordpress/stack';

/** Every application of this repository, each as a function that adds it to an app. */
export const apps: readonly ((scope: Construct) => Stack | readonly Stack[])[] = [
  batch,
  shop,
  sidecar,
  tenants,
  typical,
  wordpress,
];
