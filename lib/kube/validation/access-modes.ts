import { type FieldError, forbiddenField, notSupported } from '../field-error';
import type { FieldPath } from '../field-path';

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

/** How a volume may be mounted: by one pod alone, or in any of the other ways. */
export function validateAccessModes(modes: readonly string[], path: FieldPath, errors: FieldError[]): void {
  for (const mode of modes)
    if (!ACCESS_MODES.includes(mode)) errors.push(notSupported(path, mode, ACCESS_MODES));
  const shared = modes.some((mode) => mode !== 'ReadWriteOncePod' && ACCESS_MODES.includes(mode));
  if (shared && modes.includes('ReadWriteOncePod'))
    errors.push(forbiddenField(path, 'may not use ReadWriteOncePod with other access modes'));
}
