/** What an expression may make. More is refused: Kubernetes would fail for want of memory, or take minutes. */
export const MOST_ELEMENTS = 1_000_000;
export const MOST_CHARACTERS = 10_000_000;
/** Behind the decimal point. */
export const MOST_DIGITS = 100;
