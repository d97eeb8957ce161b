/** Of this program. */
export function version(): string {
  // Two folders up from lib/cli, three from build/lib/cli.
  for (const path of ['../../package.json', '../../../package.json']) {
    try {
      const { name, version: found } = require(path) as { name: string; version: string };
      if (name === 'seaworthy') return found;
    } catch {
      // Not at this place: the program runs from the other one.
    }
  }
  return 'unknown';
}
