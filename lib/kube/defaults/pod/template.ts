import { memoize } from '../../frozen';
import type { PodTemplateSpec } from '../../generated/core-v1';
import { changeField } from '../defaulting';
import { withoutInitContainerAnnotations } from './old-annotations';
import { defaultPodSpec, freezeLike } from './pod-spec';

/** The template of a workload's pods. What only pods get is not filled in. Remembered per frozen template. */
export const defaultPodTemplate: (template: PodTemplateSpec) => PodTemplateSpec = memoize((template) =>
  freezeLike(
    template,
    changeField(changeField(template, 'metadata', withoutInitContainerAnnotations), 'spec', defaultPodSpec),
  ),
);
