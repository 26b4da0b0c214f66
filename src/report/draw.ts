import type { BudgetStanding } from '../model/allowance.ts';
import { shown } from '../model/shown.ts';
import { beyondText } from './beyond-text.ts';
import { billedTokens } from '../model/budget.ts';
import { countText, durationText, percentText, tokensText, usdText } from './amounts.ts';
import { budgetRow, parkedText, shortfallText } from './burn-text.ts';
import { clip } from './columns.ts';
import { pathsText } from './foreseen-text.ts';
import type { Paint } from './paint.ts';
import { cancelledText } from './edit-text.ts';
import { askingText, AUTONOMOUS } from './inbox-text.ts';
import { ofRole } from './role-text.ts';
import { inParts } from './subtask-text.ts';
import { pauseText } from './pause-text.ts';
import { problemWords } from './problem-text.ts';
import type { Note } from './note.ts';
import type { LaneView, View } from './view.ts';
import { decisionText } from './reason-text.ts';
import { waitsText } from './waits-text.ts';
import { waveLines } from './wave-view.ts';

const BAR_CELLS = 16;
/** Of budgets, the fullest first. */
const BUDGET_LINES = 4;
const WAVE_LINES = 3;
const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

export interface Frame {
  readonly paint: Paint;
  readonly columns: number;
  readonly rows: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Counts up from frame to frame. */
  readonly tick: number;
}

/** The live view as lines, none wider than the terminal and no more than it has rows. Every mark has its word: colour adds, never tells alone. */
export function drawView(view: View, frame: Frame): string[] {
  const { paint } = frame;
  const lanes = [...view.lanes.values()];
  const agents = view.jobs === 1 ? '1 agent' : `${view.jobs} agents`;
  const stories = lanes.length === 1 ? '1 story' : `${lanes.length} stories`;
  const head = `${paint.bold('xpar build')} ${paint.dim(`${agents} · ${stories} · ${shown(view.base)}@${view.baseCommit.slice(0, 7)}`)}`;
  const width = Math.min(Math.max(8, ...lanes.map((lane) => lane.story.id.length)) + 2, 34);
  const body = lanes.flatMap((lane) => laneLines(lane, { ...frame, width }));
  const wave = waveLines(view.wave, paint).slice(0, WAVE_LINES);
  const room = Math.max(
    1,
    frame.rows - wave.length - (view.autonomous === true ? 7 : 6) - Math.min(view.meter.budgets.length, BUDGET_LINES),
  );
  const shownBody =
    body.length > room
      ? [...crowded(lanes, frame, width).slice(0, room - 1), paint.dim(`  … ${lanes.length} stories in all`)]
      : body;
  const warned = view.autonomous === true ? [paint.amber(AUTONOMOUS)] : [];
  const lines = ['', head, ...warned, '', ...shownBody, ...wave, '', ...budgetLines(view, frame), foot(view, frame)];
  // The cursor stands on a row of its own below; where there is room for little, the foot says most.
  return lines.slice(-Math.max(1, frame.rows - 1)).map((line) => clip(line, frame.columns));
}

/** Too many for the screen: those in flight and those that need somebody first, each on one line. */
function crowded(lanes: readonly LaneView[], frame: Frame, width: number): string[] {
  const rank: Readonly<Record<LaneView['status'], number>> = {
    'needs-you': 0,
    failed: 1,
    running: 2,
    judged: 3,
    waiting: 4,
    integrated: 5,
  };
  return [...lanes].sort((a, b) => rank[a.status] - rank[b.status]).map((lane) => laneLines(lane, { ...frame, width })[0]!);
}

function laneLines(lane: LaneView, frame: Frame & { width: number }): string[] {
  const { paint } = frame;
  const name = shown(lane.story.id).padEnd(frame.width);
  if (lane.status === 'waiting' && lane.since === undefined) {
    return [`${paint.dim('○')} ${name}${paint.dim(lane.note ? noteText(lane.note) : 'waits')}`];
  }
  const meter =
    lane.since === undefined
      ? ''
      : `${bar(share(lane), paint)}  ${numbers(lane, paint)}  ${paint.dim(durationText((lane.until ?? frame.now) - lane.since))} `;
  const line = `${glyph(lane, frame)} ${name}${meter}${paint.dim(shown(lane.story.agent))} ${state(lane, paint)}`;
  const reason =
    lane.note && lane.note.kind !== 'waits' && lane.note.kind !== 'short'
      ? [`  ${colourOf(lane, paint)(`↳ ${noteText(lane.note)}`)}`]
      : [];
  return [line, ...reason];
}

function glyph(lane: LaneView, frame: Frame): string {
  const { paint } = frame;
  switch (lane.status) {
    case 'integrated':
      return paint.green('✓');
    case 'failed':
      return paint.red('✗');
    case 'needs-you':
      return paint.amber('!');
    case 'judged':
      return paint.violet('◎');
    case 'running':
      return paint.cyan(SPINNER[frame.tick % SPINNER.length]!);
    case 'waiting':
      return paint.dim('○');
  }
}

function state(lane: LaneView, paint: Paint): string {
  const again = lane.attempt > 1 ? `, attempt ${lane.attempt}` : '';
  switch (lane.status) {
    case 'integrated':
      return paint.dim('integrated');
    case 'failed':
      return paint.red('failed');
    case 'needs-you':
      return paint.amber('needs you');
    case 'judged':
    case 'running':
      return paint.dim(`${lane.step}${lane.step === 'implement' ? `${ofRole(lane.role)}${inParts(lane.subtasks)}` : ''}${again}`);
    case 'waiting':
      return paint.dim(lane.note ? noteText(lane.note) : 'waits');
  }
}

function share(lane: LaneView): number {
  return lane.story.ceilingTokens > 0 ? lane.contextTokens / lane.story.ceilingTokens : 0;
}

function bar(part: number, paint: Paint): string {
  const cells = Math.min(BAR_CELLS, Math.round(part * BAR_CELLS));
  const colour = part > 1 ? paint.redBar : part >= 0.7 ? paint.amberBar : paint.cyanBar;
  return `${colour('█'.repeat(cells))}${paint.dim('·'.repeat(BAR_CELLS - cells))}`;
}

function numbers(lane: LaneView, paint: Paint): string {
  const part = share(lane);
  const percent = percentText(part).padStart(4);
  const colour = part > 1 ? paint.red : part >= 0.7 ? paint.amber : paint.dim;
  return `${tokensText(lane.contextTokens).padStart(5)}/${tokensText(lane.story.ceilingTokens).padEnd(5)} ${colour(percent)}`;
}

function colourOf(lane: LaneView, paint: Paint): (text: string) => string {
  return lane.status === 'failed' ? paint.red : paint.amber;
}

/** One line that says why a lane stands as it does. */
export function noteText(note: Note): string {
  if (isHint(note)) return hintText(note);
  switch (note.kind) {
    case 'paused':
      return pauseText(note, note.at);
    case 'cancelled':
      return cancelledText(note.event, note.sunkTokens);
    case 'waits':
      return waitsText(note);
    case 'finding':
      return findingText(note);
    case 'held':
      return decisionText(note.decision);
    case 'short':
      return `waits, ${shortfallText(note.shortfall)}`;
    case 'parked':
      return `handed back: ${parkedText(note.why)}`;
    case 'asks':
      return askingText(note.event);
  }
}

type Hint = Extract<Note, { kind: 'alarm' | 'drift' | 'foreseen' }>;

function isHint(note: Note): note is Hint {
  return note.kind === 'alarm' || note.kind === 'drift' || note.kind === 'foreseen';
}

/** What a lane is told of while it goes on. */
function hintText(note: Hint): string {
  switch (note.kind) {
    case 'foreseen':
      return `would not merge with ${shown(note.with)}: ${pathsText(note.paths)}`;
    case 'drift':
      return `its agent says that ${shown(note.adr)} does not hold: ${shown(note.note)}`;
    case 'alarm':
      return note.beyond ? beyondText(note.beyond) : alarmText(note.alarm, note.limitTokens);
  }
}

function findingText({ finding: { problem } }: Extract<Note, { kind: 'finding' }>): string {
  const { what, hint } = problemWords(problem);
  return hint === undefined || problem.reason !== 'over-zone' ? what : `${what} → ${hint}`;
}

function alarmText(alarm: string, limitTokens: number): string {
  const limit = tokensText(limitTokens);
  if (alarm === 'fiction') return `started with more than the card says (alarm at ${limit})`;
  if (alarm === 'zone') return `past the smart zone's warning line at ${limit}`;
  if (alarm === 'spike') return `works on more than three times what was expected (${limit})`;
  if (alarm === 'ceiling') return `past its ceiling of ${limit}`;
  return alarm === 'red' ? `a few turns from the smart zone's end at ${limit}` : `nears the smart zone's end at ${limit}`;
}

/** A bar for each budget, what is used of it; those that are nearest to their end. */
function budgetLines({ meter }: View, { paint }: Frame): string[] {
  const part = ({ spent, assumed, limit }: BudgetStanding): number => (spent + assumed) / limit;
  const fullest = meter.budgets.toSorted((a, b) => part(b) - part(a)).slice(0, BUDGET_LINES);
  const rows = fullest.map(budgetRow);
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(
    ([name, share, text], at) =>
      `  ${name.padEnd(width)}  ${bar(part(fullest[at]!), paint)} ${share.padStart(4)}  ${paint.dim(text)}`,
  );
}

function foot(view: View, frame: Frame): string {
  const { paint } = frame;
  const lanes = [...view.lanes.values()];
  const count = (...of: LaneView['status'][]): number => lanes.filter((lane) => of.includes(lane.status)).length;
  const { spend, unknown } = view.meter;
  const usd = spend.usd === undefined ? '' : ` · ${usdText(spend.usd)}`;
  const beside = unknown === 0 ? '' : ` · ${countText(unknown, 'session', 'sessions')} unknown`;
  const parts = [
    paint.green(`${count('integrated')} done`),
    `${count('running', 'judged')} running`,
    ...(count('needs-you') > 0 ? [paint.amber(`${count('needs-you')} needs you`)] : []),
    ...(count('failed') > 0 ? [paint.red(`${count('failed')} failed`)] : []),
    paint.dim(`${count('waiting')} waiting`),
  ];
  const stopping = view.stopping > 0 ? paint.amber('   stopping; ctrl-C again ends everything at once') : '';
  return `${parts.join(paint.dim(' · '))}   ${paint.bold(`${tokensText(billedTokens(spend))} tokens${usd}${beside}`)}   ${paint.dim(durationText(frame.now - view.startedAt))}${stopping}`;
}
