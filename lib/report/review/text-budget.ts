/**
 * How much text still fits, by importance: what comes first takes first. Sizes are in bytes of UTF-8, which are never
 * fewer than characters.
 */
export class TextBudget {
  private left: number;

  constructor(
    most: number,
    private readonly whole?: TextBudget,
  ) {
    this.left = whole ? Math.min(most, whole.left) : most;
  }

  /** A part of what is left, so that one section cannot take it all. */
  part(most: number): TextBudget {
    return new TextBudget(most, this);
  }

  /** Whether a text fits; if it does, its bytes are taken. */
  take(text: string): boolean {
    const size = Buffer.byteLength(text);
    if (size > this.left) return false;
    this.spend(size);
    return true;
  }

  /** The texts that fit, in their order: the first that does not ends it, so that nothing less important comes instead. */
  takeAll(texts: readonly string[]): { readonly taken: readonly string[]; readonly left: number } {
    const end = texts.findIndex((text) => !this.take(text));
    const count = end < 0 ? texts.length : end;
    return { taken: texts.slice(0, count), left: texts.length - count };
  }

  private spend(size: number): void {
    this.left -= size;
    this.whole?.spend(size);
  }
}
