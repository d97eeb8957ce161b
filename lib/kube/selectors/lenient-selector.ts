import type { LabelSelector as LabelSelectorObject } from '../generated/meta-v1';
import { StatusError } from '../status';
import { LabelSelector } from './label-selector';

/** Like {@link LabelSelector.of}, but a selector that validation would refuse selects nothing. */
export function lenientSelector(selector: LabelSelectorObject | undefined): LabelSelector {
  try {
    return LabelSelector.of(selector);
  } catch (error) {
    if (error instanceof StatusError) return LabelSelector.nothing;
    throw error;
  }
}
