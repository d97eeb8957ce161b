/** Objects that a controller looks through in a millisecond. */
const OBJECTS_PER_MILLISECOND = 200;
/** Milliseconds of one write to the API server. */
const WRITE = 2;

/** Milliseconds that a sync takes which looks through many objects: what makes changes of large sets come in batches. */
export function syncCost(objects: number, writes = 0): number {
  return 1 + Math.floor(objects / OBJECTS_PER_MILLISECOND) + writes * WRITE;
}
