import { changeField, fillAbsent, fillEmpty } from '../defaults/defaulting';
import { duplicate, type FieldError, forbiddenField, invalidValue, required } from '../field-error';
import { FieldPath } from '../field-path';
import { equal } from '../frozen';
import type {
  FlowSchema,
  FlowSchemaSpec,
  PolicyRulesWithSubjects,
  PriorityLevelConfiguration,
  PriorityLevelConfigurationSpec,
} from '../generated/flowcontrol-v1';
import { goTyped } from '../go-format';
import { goStruct } from '../go-struct';
import { nameIsDnsSubdomain } from '../names';
import type { Strategy } from '../strategy';
import { validateFlowSchemaSpec } from '../validation/flow-schema';
import { validateOwnMetadata } from '../validation/own-metadata';
import { validatePriorityLevelSpec } from '../validation/priority-level';
import { specChanged } from './spec-changed';
import { withOldMetadata } from './status-metadata';

const SCOPE = { namespaced: false, nameRule: nameIsDnsSubdomain };
const SPEC = FieldPath.of('spec');
const CONDITIONS = FieldPath.of('status').child('conditions');
const ANNOTATION = 'flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares';

const EVERYTHING: Omit<PolicyRulesWithSubjects, 'subjects'> = {
  resourceRules: [
    { verbs: ['*'], apiGroups: ['*'], resources: ['*'], clusterScope: true, namespaces: ['*'] },
  ],
  nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
};

const group = (name: string) => ({ kind: 'Group', group: { name } });

/** Without these a request might belong to no flow. */
const FIXED_SCHEMAS: ReadonlyMap<string, FlowSchemaSpec> = new Map([
  [
    'exempt',
    {
      priorityLevelConfiguration: { name: 'exempt' },
      matchingPrecedence: 1,
      rules: [{ ...EVERYTHING, subjects: [group('system:masters')] }],
    },
  ],
  [
    'catch-all',
    {
      priorityLevelConfiguration: { name: 'catch-all' },
      matchingPrecedence: 10_000,
      distinguisherMethod: { type: 'ByUser' },
      rules: [{ ...EVERYTHING, subjects: [group('system:unauthenticated'), group('system:authenticated')] }],
    },
  ],
]);

const FIXED_LEVELS: ReadonlyMap<string, PriorityLevelConfigurationSpec> = new Map([
  ['exempt', { type: 'Exempt' }],
  [
    'catch-all',
    {
      type: 'Limited',
      limited: { nominalConcurrencyShares: 5, lendablePercent: 0, limitResponse: { type: 'Reject' } },
    },
  ],
]);

export const flowSchemaStrategy: Strategy<FlowSchema> = {
  validatesOwnMetadata: true,
  defaults: (schema) => changeField(schema, 'spec', (spec) => fillEmpty(spec, { matchingPrecedence: 1000 })),
  generationChanged: specChanged,
  validate: schemaErrors,
  validateUpdate: schemaErrors,
  prepareForStatusUpdate: withOldMetadata,
  validateStatusUpdate: statusErrors,
};

function schemaErrors(schema: FlowSchema): FieldError[] {
  const errors: FieldError[] = [];
  const { metadata, spec = {} as FlowSchemaSpec } = schema;
  validateOwnMetadata(schema, SCOPE, errors);
  validateFlowSchemaSpec(metadata.name, spec, SPEC, errors);
  const fixed = FIXED_SCHEMAS.get(metadata.name ?? '');
  if (fixed && !equal(spec, fixed))
    errors.push(
      invalidValue(
        SPEC,
        goStruct('flowcontrol.FlowSchemaSpec', spec),
        `spec of '${metadata.name}' must equal the fixed value`,
      ),
    );
  return errors;
}

export const priorityLevelConfigurationStrategy: Strategy<PriorityLevelConfiguration> = {
  validatesOwnMetadata: true,
  defaults: (level) => changeField(level, 'spec', withLevelDefaults),
  generationChanged: specChanged,
  validate: levelErrors,
  validateUpdate: levelErrors,
  prepareForStatusUpdate: withOldMetadata,
  validateStatusUpdate: statusErrors,
};

function withLevelDefaults(given: PriorityLevelConfigurationSpec): PriorityLevelConfigurationSpec {
  const spec = changeField(given, 'exempt', (exempt) =>
    fillAbsent(exempt, { nominalConcurrencyShares: 0, lendablePercent: 0 }),
  );
  return changeField(spec, 'limited', (limited) =>
    changeField(
      fillAbsent(limited, { nominalConcurrencyShares: 30, lendablePercent: 0 }),
      'limitResponse',
      (response) =>
        changeField(response, 'queuing', (queuing) =>
          fillEmpty(queuing, { handSize: 8, queues: 64, queueLengthLimit: 50 }),
        ),
    ),
  );
}

function levelErrors(level: PriorityLevelConfiguration): FieldError[] {
  const errors: FieldError[] = [];
  const { metadata, spec = {} as PriorityLevelConfigurationSpec } = level;
  validateOwnMetadata(level, SCOPE, errors);
  if (metadata.annotations?.[ANNOTATION] !== undefined)
    errors.push(
      forbiddenField(
        FieldPath.of('metadata').child('annotations'),
        `annotation '${ANNOTATION}' is forbidden`,
      ),
    );
  validatePriorityLevelSpec(metadata.name, spec, SPEC, errors);
  validateFixedLevel(metadata.name ?? '', spec, errors);
  return errors;
}

function validateFixedLevel(name: string, spec: PriorityLevelConfigurationSpec, errors: FieldError[]): void {
  const fixed = FIXED_LEVELS.get(name);
  const { exempt: _exempt, ...rest } = spec;
  if (!fixed || equal(name === 'exempt' ? rest : spec, fixed)) return;
  const exception = name === 'exempt' ? " except the 'spec.exempt' field" : '';
  errors.push(
    invalidValue(
      SPEC,
      goStruct('flowcontrol.PriorityLevelConfigurationSpec', spec),
      `spec of '${name}'${exception} must equal the fixed value`,
    ),
  );
}

/** Conditions that only need a type of their own. */
function statusErrors({ status }: FlowSchema | PriorityLevelConfiguration): FieldError[] {
  const errors: FieldError[] = [];
  const { conditions = [] } = status ?? {};
  const types = new Set<string>();
  conditions.forEach(({ type = '' }, index) => {
    const path = CONDITIONS.index(index).child('type');
    if (types.has(type)) errors.push(duplicate(path, goTyped(type)));
    types.add(type);
    if (type === '') errors.push(required(path));
  });
  return errors;
}
