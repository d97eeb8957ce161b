export { defineRule } from './checks/define-rule';
export type { Problem, Profile, Rule } from './checks/rule';
export { SeaworthyChecks } from './cli/check-plugin';
export * from './constructs';
