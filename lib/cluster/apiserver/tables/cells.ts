import { humanDuration } from '../../../kube/duration';
import type { Container, PodTemplateSpec } from '../../../kube/generated/core-v1';
import type { LabelSelector as LabelSelectorObject, MicroTime, Time } from '../../../kube/generated/meta-v1';
import type { KubeObject } from '../../../kube/object';
import { LabelSelector } from '../../../kube/selectors/label-selector';
import { isStatus } from '../../../kube/status';
import { parseTime } from '../../../kube/time';

/** What several kinds' cells have in common, with Kubernetes' words for what is not there. */

export const NONE = '<none>';
export const UNSET = '<unset>';
export const UNKNOWN = '<unknown>';

/** How long ago: `5m`; `<unknown>` without a time. */
export function since(time: Time | MicroTime | undefined, now: number): string {
  return time ? humanDuration(now - parseTime(time)) : UNKNOWN;
}

export function age({ metadata }: KubeObject, now: number): string {
  return since(metadata.creationTimestamp, now);
}

export function nameOf({ metadata }: KubeObject): string {
  return metadata.name ?? '';
}

/** `app=web,tier=front`, sorted; `<none>` for no labels. */
export function labelsCell(labels: { readonly [key: string]: string } | undefined): string {
  return String(LabelSelector.ofMap(labels)) || NONE;
}

/** A selector in its canonical text; `<none>` for one that selects everything or nothing. */
export function selectorCell(selector: LabelSelectorObject | undefined): string {
  return selectorText(selector, '<error>') || NONE;
}

/** The same with an empty text, and the given word for a selector that is not valid. */
export function selectorText(selector: LabelSelectorObject | undefined, invalid: string): string {
  try {
    return String(LabelSelector.of(selector));
  } catch (error) {
    if (isStatus(error, 'BadRequest')) return invalid;
    throw error;
  }
}

/** The cells "Containers" and "Images" of a workload. */
export function containerCells(template: PodTemplateSpec | undefined): readonly [string, string] {
  const containers: readonly Container[] = template?.spec?.containers ?? [];
  return [containers.map(({ name }) => name).join(','), containers.map(({ image }) => image ?? '').join(',')];
}

const MOST_LISTED = 3;

/** The first three, and how many more there are. */
export function firstThree(values: readonly string[]): string {
  const listed = values.slice(0, MOST_LISTED).join(',');
  return values.length > MOST_LISTED ? `${listed} + ${values.length - MOST_LISTED} more...` : listed;
}
