import { equal } from '../../../kube/frozen';
import type { KubeObject } from '../../../kube/object';

/**
 * Whether all mutating plugins are asked a second time. They are when one that changes objects as its users tell it (a
 * policy, a webhook) has changed one: then plugins, and those policies and webhooks that want it, look at it again.
 */
export class Reinvocation {
  private wanted = false;
  private again = false;
  /** Made when a plugin first asks: most requests meet none that does. */
  private ledgers: Map<string, ReinvocationLedger> | undefined;

  /** The second time has come. */
  get isAgain(): boolean {
    return this.again;
  }

  get isWanted(): boolean {
    return this.wanted && !this.again;
  }

  want(): void {
    this.wanted = true;
  }

  begin(): void {
    this.again = true;
  }

  /** What one plugin has asked so far. */
  ledgerOf(plugin: string): ReinvocationLedger {
    this.ledgers ??= new Map();
    let ledger = this.ledgers.get(plugin);
    if (!ledger) {
      ledger = new ReinvocationLedger(this);
      this.ledgers.set(plugin, ledger);
    }
    return ledger;
  }
}

/** Which policies or webhooks of a plugin were asked, and which are to be asked again. */
export class ReinvocationLedger {
  private readonly asked = new Set<string>();
  private readonly due = new Set<string>();
  private lastOutput: KubeObject | undefined;

  constructor(private readonly reinvocation: Reinvocation) {}

  /** To be called when the plugin's turn comes. */
  begin(object: KubeObject): void {
    if (this.reinvocation.isAgain && !equal(object, this.lastOutput)) this.makeDue();
  }

  /** To be called when the plugin is done. */
  end(object: KubeObject): void {
    this.lastOutput = object;
  }

  isSkipped(key: string): boolean {
    return this.reinvocation.isAgain && !this.due.has(key);
  }

  /** Something changed the object: those that were asked before may want to see it. */
  changed(): void {
    this.makeDue();
    this.reinvocation.want();
  }

  /** One that wants to be asked again was asked. */
  remember(key: string): void {
    this.asked.add(key);
  }

  private makeDue(): void {
    for (const key of this.asked) this.due.add(key);
    this.asked.clear();
  }
}
