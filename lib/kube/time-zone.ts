/** A time zone is not known; the message is Go's own. */
export class TimeZoneError extends Error {
  override readonly name = 'TimeZoneError';
}

/** Checks a name of the IANA database, `Europe/Berlin`; `UTC` and the empty name are UTC. Throws {@link TimeZoneError}. */
export function checkTimeZone(name: string): void {
  if (name === '' || name === 'UTC' || name === 'Local') return;
  if (name.includes('..') || /^[/\\]/.test(name)) throw new TimeZoneError('time: invalid location name');
  if (!isListed(name)) throw new TimeZoneError(`unknown time zone ${name}`);
}

/** JavaScript ignores the case of names, and knows offsets such as `+01:00`; the database does neither. */
function isListed(name: string): boolean {
  if (/^[+-]/.test(name)) return false;
  let canonical: string;
  try {
    canonical = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
  return canonical === name || canonical.toLowerCase() !== name.toLowerCase();
}
