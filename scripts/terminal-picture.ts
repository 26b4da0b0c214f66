// A real terminal as an SVG: reads what a terminal showed, with its colours (`tmux capture-pane -p -e`), from standard input.
import fs from 'node:fs';

const COLOURS: Readonly<Record<string, string>> = { 31: '#ff7b72', 32: '#3fb950', 33: '#d29922', 35: '#bc8cff', 36: '#39c5cf' };
const WIDTH = 8.4;
const HEIGHT = 19;
const PADDING = 20;

interface Run {
  readonly text: string;
  readonly colour: string;
  readonly bold: boolean;
}

interface Style {
  readonly colour: string;
  readonly bold: boolean;
  readonly dim: boolean;
}

const PLAIN: Style = { colour: '', bold: false, dim: false };
const ESCAPE = String.fromCharCode(27);
const SEQUENCE = new RegExp(`(${ESCAPE}\\[[0-9;]*m)`);

const STYLES: Readonly<Record<string, (style: Style) => Style>> = {
  '': () => PLAIN,
  '0': () => PLAIN,
  '1': (style) => ({ ...style, bold: true }),
  '2': (style) => ({ ...style, dim: true }),
  '22': (style) => ({ ...style, bold: false, dim: false }),
  '39': (style) => ({ ...style, colour: '' }),
};

function runs(line: string): Run[] {
  const found: Run[] = [];
  let style = PLAIN;
  for (const piece of line.split(SEQUENCE)) {
    if (piece.startsWith(ESCAPE)) {
      for (const code of piece.slice(2, -1).split(';')) {
        style = STYLES[code]?.(style) ?? { ...style, colour: COLOURS[code] ?? style.colour };
      }
    } else if (piece !== '') {
      found.push({ text: piece, colour: style.colour || (style.dim ? '#8b949e' : '#e6edf3'), bold: style.bold });
    }
  }
  return found;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const lines = fs.readFileSync(0, 'utf8').replace(/\s+$/, '').split('\n');
const columns = Math.max(...lines.map((line) => runs(line).reduce((sum, run) => sum + run.text.length, 0)));
const size = { width: Math.ceil(columns * WIDTH + 2 * PADDING), height: lines.length * HEIGHT + 2 * PADDING };
const rows = lines.map((line, row) => {
  let column = 0;
  const spans = runs(line).map(({ text, colour, bold }) => {
    const x = (PADDING + column * WIDTH).toFixed(1);
    column += text.length;
    const length = (text.length * WIDTH).toFixed(1);
    return `<tspan x="${x}" fill="${colour}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${bold ? ' font-weight="700"' : ''}>${escaped(text)}</tspan>`;
  });
  return `<text y="${PADDING + row * HEIGHT + 14}" xml:space="preserve">${spans.join('')}</text>`;
});
process.stdout.write(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" role="img" aria-label="xpar build in a terminal">
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${rows.join('\n')}
</svg>
`,
);
