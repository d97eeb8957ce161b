/** What a Jest matcher returns. */
export interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}
