import { functionTable } from '../declarations';
import { AUTHORIZERS } from './authorizer';
import { CONVERSIONS } from './conversions';
import { JSON_PATCHES } from './json-patch';
import { LISTS } from './lists';
import { NAMED_FORMATS } from './named-format';
import { NETWORK } from './network';
import { OPERATORS } from './operators';
import { OPTIONAL_VALUES } from './optional';
import { QUANTITIES } from './quantity';
import { SEMVERS } from './semver';
import { STRINGS } from './strings';
import { TIME } from './time';
import { URLS } from './url';

const COMMON = [
  OPERATORS,
  CONVERSIONS,
  TIME,
  STRINGS,
  LISTS,
  OPTIONAL_VALUES,
  QUANTITIES,
  URLS,
  NETWORK,
  SEMVERS,
  NAMED_FORMATS,
  AUTHORIZERS,
];

/** The functions that Kubernetes 1.36 gives to every expression. */
export const KUBERNETES_FUNCTIONS = functionTable(...COMMON);

/** Those of expressions that change objects. */
export const PATCH_FUNCTIONS = functionTable(...COMMON, JSON_PATCHES);
