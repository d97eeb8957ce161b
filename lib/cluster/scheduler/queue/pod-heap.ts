import { Heap } from 'heap-js';
import type { Place, QueuedPod } from './queued-pod';

interface Entry {
  readonly pod: QueuedPod;
  readonly ticket: number;
}

/** Pods in order. A pod that leaves from the middle stays behind as an entry that no longer counts. */
export class PodHeap {
  private readonly heap: Heap<Entry>;
  private size = 0;

  constructor(
    private readonly place: Place,
    compare: (a: QueuedPod, b: QueuedPod) => number,
  ) {
    this.heap = new Heap<Entry>((a, b) => compare(a.pod, b.pod));
  }

  get length(): number {
    return this.size;
  }

  add(pod: QueuedPod): void {
    pod.place = this.place;
    pod.ticket++;
    this.size++;
    this.heap.push({ pod, ticket: pod.ticket });
  }

  /** Only for a pod that is here. */
  remove(pod: QueuedPod): void {
    pod.place = undefined;
    pod.ticket++;
    this.size--;
  }

  peek(): QueuedPod | undefined {
    for (let entry = this.heap.peek(); entry; entry = this.heap.peek()) {
      if (entry.ticket === entry.pod.ticket) return entry.pod;
      this.heap.pop();
    }
    return undefined;
  }

  pop(): QueuedPod | undefined {
    const pod = this.peek();
    if (!pod) return undefined;
    this.heap.pop();
    this.remove(pod);
    return pod;
  }
}
