import { billedTokens } from '../model/budget.ts';
import type { Calibration, LedgerReport } from './ledger-types.ts';

/** Sections that are a table of their own, by the name that `--csv` takes. */
export const CSV_SECTIONS = ['stories', 'calibration', 'trend', 'zone', 'adrs', 'velocity', 'bases', 'flow'] as const;
export type CsvSection = (typeof CSV_SECTIONS)[number];

type Cell = string | number | boolean | undefined;
type Row = Readonly<Record<string, Cell>>;

/** One section as CSV (RFC 4180, LF): a line of names (`schemas/report-csv.schema.json`), then the rows. What is unknown is empty. */
export function ledgerCsv(report: LedgerReport, section: CsvSection): string {
  const { columns, rows } = TABLES[section];
  const lines = rows(report).map((row) => columns.map((column) => cellText(row[column])).join(','));
  return `${[columns.join(','), ...lines].join('\n')}\n`;
}

function cellText(cell: Cell): string {
  if (cell === undefined || Number.isNaN(cell)) return '';
  // A spreadsheet takes text that begins like a formula for one.
  const text = typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

interface Table {
  readonly columns: readonly string[];
  readonly rows: (report: LedgerReport) => readonly Row[];
}

const WHO = ['agent', 'model', 'effort'];
const CALIBRATION = ['n', 'censored', 'censored_over', 'bias', 'mdape', 'under_p80', 'under_p80_low', 'under_p80_high'];

const TABLES: Readonly<Record<CsvSection, Table>> = {
  stories: {
    columns: [
      'story',
      'attempt',
      'run',
      'at',
      ...WHO,
      'role',
      'subtask',
      'outcome',
      'censored',
      'integrated',
      'duration_ms',
      'floor_estimate',
      'floor_actual',
      'working_p50',
      'working_p80',
      'working_actual',
      'peak',
      'zone_hard',
      'peak_share',
      'burn',
      'cache_read',
      'usd',
      'shared_session',
      'shared_place',
    ],
    rows: ({ sessions }) =>
      sessions.map(({ floor, working, peak, spend, durationMs, at, story, attempt, run, agent, model, effort, ...one }) => ({
        story,
        attempt,
        run,
        agent,
        model,
        effort,
        role: one.role,
        subtask: one.subtask,
        outcome: one.outcome,
        censored: one.censored,
        integrated: one.integrated,
        at: new Date(at).toISOString(),
        duration_ms: durationMs,
        floor_estimate: floor.estimate,
        floor_actual: floor.actual,
        working_p50: working.estimate,
        working_p80: working.p80,
        working_actual: working.actual,
        peak: peak.actual,
        zone_hard: peak.hard,
        peak_share: peak.actual === undefined ? undefined : peak.actual / peak.hard,
        burn: spend && billedTokens(spend),
        cache_read: spend?.cacheRead,
        usd: spend?.usd,
        shared_session: one.shared?.session,
        shared_place: one.shared?.place,
      })),
  },
  calibration: {
    columns: [...WHO, ...CALIBRATION, 'multiplier', 'burn', 'usd'],
    rows: ({ models, calibration }) => [
      { agent: '', model: 'all', ...calibrationRow(calibration) },
      ...models.map(({ agent, model, effort, multiplier, spend, ...one }) => ({
        agent,
        model,
        effort,
        multiplier,
        ...calibrationRow(one),
        burn: billedTokens(spend),
        usd: spend.usd,
      })),
    ],
  },
  trend: {
    columns: [...WHO, 'at', 'story', 'p50', 'p80', 'actual', 'censored', 'drift'],
    rows: ({ trends }) =>
      trends.flatMap(({ agent, model, effort, points, drifts }) =>
        points.map((point, index) => ({
          agent,
          model,
          effort,
          ...point,
          at: new Date(point.at).toISOString(),
          drift: drifts.includes(index),
        })),
      ),
  },
  zone: {
    columns: ['story', 'attempt', 'model', 'peak', 'warn', 'hard', 'level'],
    rows: ({ zone }) =>
      zone.visits.map(({ story, attempt, model, peakTokens, warnTokens, hardTokens, level }) => ({
        story,
        attempt,
        model,
        level,
        peak: peakTokens,
        warn: warnTokens,
        hard: hardTokens,
      })),
  },
  adrs: {
    columns: ['adr', 'title', 'weight', 'declared', 'stories', 'tax'],
    rows: ({ adrs }) =>
      adrs.map(({ adr, title, weightTokens, declaredTokens, stories, taxTokens }) => ({
        adr,
        title,
        stories,
        weight: weightTokens,
        declared: declaredTokens,
        tax: taxTokens,
      })),
  },
  velocity: {
    columns: ['per', 'key', 'stories', 'estimated', 'burn', 'yield', 'load_factor'],
    rows: ({ velocity }) =>
      velocity.map(({ estimatedTokens, burnTokens, loadFactor, ...one }) => ({
        ...one,
        estimated: estimatedTokens,
        burn: burnTokens,
        load_factor: loadFactor,
      })),
  },
  bases: {
    columns: [...WHO, 'version', 'base', 'source', 'sessions', 'creep', 'creep_from'],
    rows: ({ lessons }) =>
      lessons.flatMap(({ agent, model, effort, bases }) =>
        bases.map(({ version, tokens, source, sessions, creep }) => ({
          agent,
          model,
          effort,
          version,
          source,
          sessions,
          base: tokens,
          creep: creep?.tokens,
          creep_from: creep?.from,
        })),
      ),
  },
  flow: {
    columns: ['run', 'at', 'sessions', 'integrated', 'side_by_side', 'elapsed_ms', 'work_ms'],
    rows: ({ flow }) =>
      flow.runs.map(({ run, at, sessions, integrated, sideBySide, elapsedMs, workMs }) => ({
        run,
        at: new Date(at).toISOString(),
        sessions,
        integrated,
        side_by_side: sideBySide,
        elapsed_ms: elapsedMs,
        work_ms: workMs,
      })),
  },
};

function calibrationRow({ n, censored, censoredOver, workingBias, mdape, underP80 }: Calibration): Row {
  return {
    n,
    censored,
    censored_over: censoredOver,
    bias: workingBias,
    mdape,
    under_p80: underP80?.share,
    under_p80_low: underP80?.low,
    under_p80_high: underP80?.high,
  };
}
