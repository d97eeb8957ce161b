/** Answers that are kept; a component has some dozens of kinds of requests in each namespace it works in. */
const MOST_ANSWERS = 20_000;

type Level = Map<string, Level | unknown>;

/**
 * Answers by several texts. Maps inside maps instead of one text put together: a lookup makes nothing, and happens for
 * every request. All is forgotten when it becomes too much.
 */
export class Remembered<V> {
  private root: Level = new Map();
  private size = 0;

  get(...keys: string[]): V | undefined {
    let level: Level | undefined = this.root;
    for (let index = 0; level && index < keys.length; index++)
      level = level.get(keys[index]!) as Level | undefined;
    return level as V | undefined;
  }

  /** Always with the same number of keys. */
  set(value: V, ...keys: string[]): void {
    if (this.size >= MOST_ANSWERS) this.clear();
    let level = this.root;
    for (const key of keys.slice(0, -1)) {
      let next = level.get(key) as Level | undefined;
      if (!next) {
        next = new Map();
        level.set(key, next);
      }
      level = next;
    }
    level.set(keys.at(-1)!, value);
    this.size++;
  }

  private clear(): void {
    this.root = new Map();
    this.size = 0;
  }
}
