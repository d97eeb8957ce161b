import { changeField } from '../defaults/defaulting';
import { withoutDisabledFields } from '../defaults/pod/disabled-fields';
import { defaultPodTemplate } from '../defaults/pod/template';
import type { FieldPath } from '../field-path';
import { memoize } from '../frozen';
import type { PodTemplateSpec } from '../generated/core-v1';
import { isDns1123Label } from '../names';
import type { KubeObject } from '../object';
import { podSpecWarnings } from '../validation/pod/warnings';
import { TEMPLATE } from '../validation/workload';

/** What strategies of kinds with `spec.template` do about it. Every answer is remembered per frozen template. */

type WithTemplate = KubeObject & { readonly spec?: { readonly template?: PodTemplateSpec } };

export function withTemplateDefaults<S extends { readonly template?: PodTemplateSpec }>(spec: S): S {
  return changeField<{ readonly template?: PodTemplateSpec }, 'template'>(
    spec,
    'template',
    defaultPodTemplate,
  ) as S;
}

/** Without the fields of features that are turned off. */
export function withEnabledTemplate<T extends WithTemplate>(object: T): T {
  return changeField<WithTemplate, 'spec'>(object, 'spec', (spec) =>
    changeField(spec, 'template', withoutDisabledTemplateFields),
  ) as T;
}

export function withoutDisabledTemplateFields(template: PodTemplateSpec): PodTemplateSpec {
  return changeField(template, 'spec', withoutDisabledFields);
}

const warningsInSpec = memoize((template: PodTemplateSpec) => warningsAt(template, TEMPLATE));

function warningsAt({ metadata = {}, spec }: PodTemplateSpec, path: FieldPath): readonly string[] {
  return spec ? podSpecWarnings(spec, metadata, path) : [];
}

/** Remembered for the usual place, `spec.template`. */
export function templateWarnings(
  template: PodTemplateSpec | undefined,
  path: FieldPath = TEMPLATE,
): readonly string[] {
  if (!template) return [];
  return path === TEMPLATE ? warningsInSpec(template) : warningsAt(template, path);
}

/** On create, and on updates that raise the generation. */
export function changedTemplateWarnings(object: WithTemplate, old: WithTemplate | undefined): string[] {
  return !old || object.metadata.generation !== old.metadata.generation
    ? [...templateWarnings(object.spec?.template)]
    : [];
}

/** For kinds whose name becomes a part of the names of their pods. */
export function podNameWarnings({ metadata }: KubeObject): string[] {
  const problems = isDns1123Label(metadata.name ?? '');
  if (problems.length === 0) return [];
  return [
    `metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [${problems.join(' ')}]`,
  ];
}
