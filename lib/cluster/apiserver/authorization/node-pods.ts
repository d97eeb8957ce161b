import type { Pod } from '../../../kube/generated/core-v1';
import { keyOf } from '../../../kube/object';
import type { JournalReader } from '../../storage/journal';
import type { Storage } from '../../storage/storage';

const PODS = 'pods';

/** The pods in storage by the node they are bound to. Built when it is first asked, and current from then on. */
export class NodePods {
  private byNode = new Map<string, Map<string, Pod>>();
  private reader: JournalReader | undefined;
  private isStale = false;

  constructor(private readonly storage: Storage) {}

  on(node: string): Iterable<Pod> {
    if (!this.reader) this.build();
    else if (this.isStale) this.refresh(this.reader);
    return this.byNode.get(node)?.values() ?? [];
  }

  private build(): void {
    this.byNode = new Map();
    this.isStale = false;
    this.reader = this.storage.follow(PODS, this.storage.revision, () => {
      this.isStale = true;
    });
    for (const { object } of this.storage.list(PODS)) this.add(object as Pod);
  }

  private refresh(reader: JournalReader): void {
    this.isStale = false;
    const revisions = reader.read();
    if (revisions === 'lost') {
      reader.close();
      this.build();
      return;
    }
    for (const { type, value, previous } of revisions) {
      if (previous) this.remove(previous.object as Pod);
      if (type !== 'delete') this.add(value.object as Pod);
    }
  }

  private add(pod: Pod): void {
    const node = pod.spec?.nodeName;
    if (!node) return;
    let pods = this.byNode.get(node);
    if (!pods) {
      pods = new Map();
      this.byNode.set(node, pods);
    }
    pods.set(keyOf(pod), pod);
  }

  private remove(pod: Pod): void {
    const node = pod.spec?.nodeName;
    if (!node) return;
    const pods = this.byNode.get(node);
    pods?.delete(keyOf(pod));
    if (pods?.size === 0) this.byNode.delete(node);
  }
}
