import type { LaneBook, LaneMeterFile } from './lane-book.ts';
import { textIn, type Loose } from './loose-json.ts';

/** What a tool call comes to: an answer; a line for xpar, and an answer; or a question that is answered later. */
export type Called =
  | { readonly text: string; readonly isError?: true }
  | { readonly tell: object; readonly text: string }
  | { readonly ask: { readonly action: string; readonly why: string } };

export interface Lane {
  readonly book: LaneBook;
  readonly meter?: LaneMeterFile;
}

interface Tool {
  readonly description: string;
  /** Its arguments, all of them texts and needed. */
  readonly takes: Readonly<Record<string, string>>;
  call(lane: Lane, given: Readonly<Record<string, string>>): Called;
}

/** Each costs its agent context in every request: few, and short. */
const TOOLS: Readonly<Record<string, Tool>> = {
  get_card: {
    description: 'The card of your story.',
    takes: {},
    call: ({ book }) => ({ text: `# ${book.title}\n\n${book.card}` }),
  },
  get_adr: {
    description: 'A contract in your scope, whole.',
    takes: { id: 'such as ADR-3' },
    call({ book: { adrs } }, { id = '' }) {
      const adr = adrs.find((one) => one.id.toLowerCase() === id.trim().toLowerCase());
      if (adr) return { text: adr.text };
      return { text: `not in your scope; it has ${adrs.map((one) => one.id).join(', ') || 'none'}`, isError: true };
    },
  },
  budget_left: {
    description: 'What is left of your context and ceiling, in tokens.',
    takes: {},
    call: (lane) => ({ text: leftText(lane) }),
  },
  checkpoint: {
    description: 'Says where you stand, for whoever goes on if you are stopped.',
    takes: { text: 'what is done, what is not, what is next' },
    call: (_lane, { text = '' }) => ({ tell: { type: 'checkpoint', next: text }, text: 'kept' }),
  },
  request_approval: {
    description: 'Asks a person to allow something that your card does not cover; waits for the answer.',
    takes: { action: 'the exact command or change', why: 'why it is needed' },
    call: (_lane, { action = '', why = '' }) => ({ ask: { action, why } }),
  },
  contract_drift: {
    description: 'Says that a contract in your scope does not hold. Halts everybody who works under it.',
    takes: { adr: 'such as ADR-3', note: 'what does not hold' },
    call: (_lane, { adr = '', note = '' }) => ({
      tell: { type: 'drift', adr, note },
      text: 'told; a person decides. Stop here and hand back.',
    }),
  },
};

/** As `tools/list` names them. */
export function toolList(): readonly object[] {
  return Object.entries(TOOLS).map(([name, { description, takes }]) => ({
    name,
    description,
    inputSchema: {
      type: 'object',
      properties: Object.fromEntries(Object.entries(takes).map(([key, words]) => [key, { type: 'string', description: words }])),
      required: Object.keys(takes),
    },
  }));
}

/** Undefined where there is no such tool. */
export function callTool(lane: Lane, name: string, given: Loose): Called | undefined {
  const tool = Object.hasOwn(TOOLS, name) ? TOOLS[name] : undefined;
  if (tool === undefined) return undefined;
  const texts = Object.keys(tool.takes).map((key) => [key, textIn(given, key) ?? ''] as const);
  const missing = texts.filter(([, text]) => text.trim() === '').map(([key]) => key);
  if (missing.length > 0) return { text: `needs ${missing.join(' and ')}`, isError: true };
  return tool.call(lane, Object.fromEntries(texts));
}

function leftText({ book: { budget }, meter }: Lane): string {
  const { ceilingTokens, hardTokens } = budget;
  const context = meter?.contextTokens ?? 0;
  const left = (limit: number): number => Math.max(0, limit - context);
  return JSON.stringify({
    contextTokens: context,
    ceilingTokens,
    leftToCeiling: left(ceilingTokens),
    hardTokens,
    leftToHardLimit: left(hardTokens),
    spentTokens: meter?.spentTokens ?? 0,
  });
}
