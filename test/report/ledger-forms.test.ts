import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { billedTokens } from '../../src/model/budget.ts';
import { CSV_SECTIONS, ledgerCsv, type CsvSection } from '../../src/report/ledger-csv.ts';
import { ledgerReport } from '../../src/report/ledger-report.ts';
import { ledgerText } from '../../src/report/ledger-text.ts';
import { REPORT_SCHEMA_VERSION, type LedgerReport } from '../../src/report/ledger-types.ts';
import { painter } from '../../src/report/paint.ts';
import { integrated, sessionOf, silentSession } from '../record/entries.ts';
import { factsOf, threeWeeksFacts } from '../rig/report-facts.ts';

type Schema = { readonly properties: Readonly<Record<string, { items: { properties: object }; const?: number }>> };

const schemaOf = (name: string): Schema =>
  JSON.parse(readFileSync(path.join(import.meta.dirname, `../../schemas/${name}.schema.json`), 'utf8')) as Schema;
const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
const [JSON_SCHEMA, CSV_SCHEMA] = [schemaOf('report'), schemaOf('report-csv')];
const isReport = ajv.compile(JSON_SCHEMA);
const isCsv = ajv.compile(CSV_SCHEMA);

const session = (record = sessionOf()) => ({ t: 'session', at: 1, run: 'r1', key: 'k', session: record }) as const;
const REPORTS: readonly (readonly [string, LedgerReport])[] = [
  ['three weeks', ledgerReport(threeWeeksFacts())],
  ['an empty ledger', ledgerReport(factsOf([]))],
  ['a silent agent', ledgerReport(factsOf([session(silentSession()), integrated({ at: 2 })]))],
  ['one day of the three weeks', ledgerReport(threeWeeksFacts(60, undefined, { since: Date.UTC(2026, 10, 20) }))],
];

/** Rows of a CSV text as a reader gives them (RFC 4180). */
function rowsOf(text: string): readonly Readonly<Record<string, string>>[] {
  const lines: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/g)) {
    lines.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain!);
    if (end === '\n') lines.push([]);
  }
  const [head, ...rows] = lines.slice(0, -1);
  return rows.map((cells) => Object.fromEntries(head!.map((name, at) => [name, cells[at]!])));
}

describe.each(REPORTS)('of %s', (_, report) => {
  test('the JSON document is what its schema says, in the version it names', () => {
    const document = JSON.parse(JSON.stringify(report)) as unknown;
    expect(isReport(document) ? [] : isReport.errors).toEqual([]);
    expect(JSON_SCHEMA.properties['schemaVersion']).toEqual({ const: REPORT_SCHEMA_VERSION });
  });

  test('every CSV table has the columns of its schema, in their order, and rows that it accepts', () => {
    for (const section of CSV_SECTIONS) {
      const text = ledgerCsv(report, section);
      expect(text.split('\n')[0]).toBe(Object.keys(CSV_SCHEMA.properties[section]!.items.properties).join(','));
      expect(isCsv({ [section]: rowsOf(text) }) ? [] : isCsv.errors).toEqual([]);
    }
  });

  test.each([40, 80, 120, 200])('the text has no figure that is none, %i columns wide', (width) => {
    const text = ledgerText(report, painter(false), width);
    expect(/NaN|Infinity|undefined/.exec(text)).toBeNull();
    expect(text).not.toContain('\u001b');
  });
});

test('the published CSV schema names every section and no other', () => {
  expect(Object.keys(CSV_SCHEMA.properties)).toEqual([...CSV_SECTIONS]);
});

test('the table of stories drops columns until it fits, and keeps what it is about', () => {
  const [[, report]] = REPORTS as [(typeof REPORTS)[number]];
  const table = (width: number): string[] => ledgerText(report, painter(false), width).split('\n\n')[0]!.split('\n').slice(1, -1);
  expect(table(100).every((line) => line.length <= 100)).toBe(true);
  expect(table(100)[0]).toMatch(/^story .* ratio .* outcome$/);
  expect(table(200)[0]).toContain('of ceiling');
  expect(table(100)[0]).not.toContain('of ceiling');
});

test('in CSV what is unknown is empty, quotes are doubled, and no text begins like a formula', () => {
  const silent = ledgerReport(factsOf([session(silentSession({ agent: '=HYPERLINK("http://x")', model: 'a,"b"\nc' }))]));
  const [row] = rowsOf(ledgerCsv(silent, 'stories'));
  expect(row).toMatchObject({ agent: `'=HYPERLINK("http://x")`, model: 'a,"b"\nc', working_actual: '', usd: '', burn: '' });
});

test('the sum of burn over the rows is the sum of what the agents told, to the token', () => {
  const facts = threeWeeksFacts();
  const told = facts.state.sessions.filter(({ actual }) => actual.spendSource !== 'none');
  const rows = rowsOf(ledgerCsv(ledgerReport(facts), 'stories'));
  expect(rows.reduce((sum, { burn }) => sum + Number(burn), 0)).toBe(
    told.reduce((sum, { actual }) => sum + billedTokens(actual.spend), 0),
  );
});

test.each([
  ['trend', 60],
  ['adrs', 8],
] as const)('the table of %s has a row for each', (section: CsvSection, count) => {
  expect(rowsOf(ledgerCsv(REPORTS[0]![1], section))).toHaveLength(count);
});
