export { defineRule } from './checks/define-rule';
export type { Problem as RuleProblem, Profile, Rule } from './checks/rule';
export { SeaworthyChecks } from './cli/check-plugin';
export * from './constructs';
