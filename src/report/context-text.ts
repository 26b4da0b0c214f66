import type { FloorPart } from '../model/budget.ts';
import { shown } from '../model/shown.ts';
import { countText, percentText, tokensText } from './amounts.ts';
import type { Paint } from './paint.ts';
import { tableText } from './table.ts';

/** The shape of targets/'s SessionAudit, which this room may not import. */
export interface AuditLike {
  readonly story: string;
  readonly session: number;
  readonly of: number;
  readonly agent: string;
  readonly model: string;
  readonly attempt: number;
  readonly audit: {
    readonly base: { readonly tokens: number; readonly source: string };
    readonly floorTokens: number;
    readonly ceilingTokens: number;
    readonly hardTokens: number;
    readonly parts: readonly FloorPart[];
    readonly first?: { readonly contextTokens: number; readonly beyondTokens: number };
    readonly now?: number;
    readonly requests: number;
    readonly entries: readonly EntryLike[];
    readonly offCardTokens: number;
    readonly instructions: readonly { readonly path: string; readonly tokens: number }[];
    readonly tools: readonly string[];
    readonly version?: string;
    readonly compactions: number;
  };
}

interface EntryLike {
  readonly what: string;
  readonly name: string;
  readonly times: number;
  readonly tokens: number;
  readonly onCard: 'card' | 'scope' | 'no';
  readonly unaudited: boolean;
}

const NAME_LENGTH = 72;

/** The context audit as text: what was declared, what the session began with, what came after it, and what of that no card named. */
export function contextText(seen: AuditLike, paint: Paint): string {
  const { audit } = seen;
  const version = audit.version === undefined ? '' : ` ${shown(audit.version)}`;
  const head = `${paint.bold(shown(seen.story))}  ${paint.dim(`session ${seen.session} of ${seen.of}, try ${seen.attempt} · ${shown(seen.agent)}${version} · ${shown(seen.model)} · native tokens`)}`;
  return `${[head, ...declared(seen), ...begun(seen), ...entered(seen, paint), verdict(seen, paint)].join('\n')}\n`;
}

function declared({ audit }: AuditLike): string[] {
  const parts = audit.parts.slice(0, 6).map(({ name, tokens }) => `${shown(name)} ${tokensText(tokens)}`);
  const more = audit.parts.length > 6 ? ` and ${audit.parts.length - 6} more` : '';
  const source = audit.base.source === 'held' ? 'held by the session it shares' : audit.base.source;
  const base = audit.base.source === 'none' ? 'not known' : `${tokensText(audit.base.tokens)} (${source})`;
  return [
    `declared   base ${base} · floor ${tokensText(audit.floorTokens)} · ceiling ${tokensText(audit.ceilingTokens)}`,
    `on the card, raw tokens: ${parts.join(' + ')}${more}`,
  ];
}

function begun({ audit }: AuditLike): string[] {
  if (audit.first === undefined) return ['began with ?: the agent has told no request'];
  const { contextTokens, beyondTokens } = audit.first;
  const over = Math.abs(beyondTokens);
  const size = audit.floorTokens > 0 ? ` (${percentText(over / audit.floorTokens)} of the floor)` : '';
  const how = beyondTokens >= 0 ? 'more' : 'less';
  const unasked = audit.instructions.map(({ path, tokens }) => `${shown(path)} ${tokensText(tokens)}`);
  return [
    `began with ${tokensText(contextTokens)}: ${tokensText(over)} ${how} than base and floor${size}`,
    ...(unasked.length > 0 ? [`memory, read unasked and part of the base: ${unasked.join(', ')}`] : []),
    ...(audit.tools.length > 0 ? [`tools, part of the base: ${audit.tools.map(shown).join(' ')}`] : []),
  ];
}

function entered({ audit }: AuditLike, paint: Paint): string[] {
  if (audit.entries.length === 0) return [];
  const table = tableText(
    [
      { head: 'tokens', align: 'right' },
      { head: 'times', align: 'right' },
      { head: 'what' },
      { head: '' },
      { head: 'on the card' },
    ],
    audit.entries.map((entry) => [
      tokensText(entry.tokens),
      entry.times === 0 ? '' : String(entry.times),
      entry.what,
      cut(shown(entry.name)),
      cardText(entry),
    ]),
  );
  return [
    '',
    `${paint.bold('Entered since')}  ${paint.dim('growth is exact; among tools it is shared out by the size of their results')}`,
    table,
    '',
  ];
}

function cut(name: string): string {
  return name.length > NAME_LENGTH ? `${name.slice(0, NAME_LENGTH - 1)}…` : name;
}

function cardText({ onCard, unaudited, what }: EntryLike): string {
  if (what === 'own words') return '';
  if (unaudited) return 'no: unaudited, it can have read files';
  return { card: 'yes: loaded once more', scope: 'to be changed', no: 'no' }[onCard];
}

function verdict({ audit }: AuditLike, paint: Paint): string {
  if (audit.now === undefined) return 'context ?';
  const limit = audit.base.tokens + audit.ceilingTokens;
  const compacted = audit.compactions > 0 ? ` · summarised ${countText(audit.compactions, 'time', 'times')}` : '';
  return paint.bold(
    `context ${tokensText(audit.now)} after ${countText(audit.requests, 'request', 'requests')} · ${tokensText(audit.offCardTokens)} of it on no card · ceiling ${tokensText(limit)} (${percentText(audit.now / limit)}) · zone ${tokensText(audit.hardTokens)}${compacted}`,
  );
}
