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

function runs(line: string): Run[] {
  const found: Run[] = [];
  let [colour, bold, dim] = ['', false, false];
  for (const piece of line.split(/(\u001b\[[0-9;]*m)/)) {
    const codes = /^\u001b\[([0-9;]*)m$/.exec(piece)?.[1]?.split(';');
    for (const code of codes ?? []) {
      if (code === '' || code === '0') [colour, bold, dim] = ['', false, false];
      else if (code === '1') bold = true;
      else if (code === '2') dim = true;
      else if (code === '22') [bold, dim] = [false, false];
      else if (code === '39') colour = '';
      else colour = COLOURS[code] ?? colour;
    }
    if (!codes && piece !== '') found.push({ text: piece, colour: colour || (dim ? '#8b949e' : '#e6edf3'), bold });
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
