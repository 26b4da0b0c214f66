import { styleText } from 'node:util';

export type Paint = { readonly [C in Colour]: (text: string) => string };

type Colour = 'green' | 'red' | 'amber' | 'cyan' | 'violet' | 'dim' | 'bold' | 'redBar' | 'amberBar' | 'cyanBar';

const FORMATS = {
  green: 'green',
  red: 'red',
  amber: 'yellow',
  cyan: 'cyan',
  violet: 'magenta',
  dim: 'dim',
  bold: 'bold',
  redBar: 'red',
  amberBar: 'yellow',
  cyanBar: 'cyan',
} as const;

/** Colours, or with `false` the same text bare: every reader gives both the same words and marks. */
export function painter(colour: boolean): Paint {
  const entries = Object.entries(FORMATS).map(([name, format]) => [
    name,
    (text: string) => (colour && text !== '' ? styleText(format, text, { validateStream: false }) : text),
  ]);
  return Object.fromEntries(entries) as Paint;
}
