import type { Severity } from '../../diff/change';

type Paint = (text: string) => string;

/** The colours of `picocolors` that differences are printed in. */
export interface DiffColors {
  readonly red: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
  readonly green: Paint;
  readonly bold: Paint;
  readonly dim: Paint;
}

const plain: Paint = (text) => text;

export const NO_COLORS: DiffColors = {
  red: plain,
  yellow: plain,
  cyan: plain,
  green: plain,
  bold: plain,
  dim: plain,
};

export const COLOR_OF: { readonly [severity in Severity]: 'red' | 'yellow' | 'cyan' | 'dim' } = {
  danger: 'red',
  warning: 'yellow',
  notice: 'cyan',
  info: 'dim',
};
