import { type FieldError, invalidValue, required, tooLong } from '../field-error';
import type { FieldPath } from '../field-path';
import { isDns1123Subdomain } from '../names';

const DRIVER_NAME_LIMIT = 63;

/** A subdomain in any case. */
export function validateCsiDriverName(driver: string, path: FieldPath, errors: FieldError[]): void {
  if (!driver) {
    errors.push(required(path));
    return;
  }
  if (driver.length > DRIVER_NAME_LIMIT) errors.push(tooLong(path, DRIVER_NAME_LIMIT));
  for (const message of isDns1123Subdomain(driver.toLowerCase()))
    errors.push(invalidValue(path, driver, message));
}
