/** An expression that Go does not accept, in its words. */
export class GoRegExpSyntaxError extends Error {
  constructor(code: string, expression: string) {
    super(`error parsing regexp: ${code}: \`${expression}\``);
  }
}
