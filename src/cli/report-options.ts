import { dayMs } from '../model/day.ts';
import { durationMs } from '../model/duration.ts';
import type { Problem } from '../model/problem.ts';
import { suggest } from '../model/suggest.ts';
import { CSV_SECTIONS, type CsvSection } from '../report/ledger-csv.ts';

/** As typed. */
export interface ReportOptions {
  readonly json?: boolean;
  /** `true`: no section was named. */
  readonly csv?: string | true;
  readonly html?: string;
  readonly otlp?: string;
  readonly since?: string;
  readonly iteration?: string;
  readonly share?: boolean;
}

/** What is wanted: one thing at a time. */
export type Wanted =
  | { readonly form: 'text' | 'json' | 'share' }
  | { readonly form: 'csv'; readonly section: CsvSection }
  | { readonly form: 'html'; readonly file: string }
  | { readonly form: 'otlp'; readonly url: URL }
  | { readonly form: 'iteration'; readonly name: string };

export interface Asked {
  readonly wanted: Wanted;
  /** ms since the epoch. */
  readonly since?: number;
}

const FORMS = ['json', 'csv', 'html', 'otlp', 'iteration', 'share'] as const;
const MOST_NAME = 60;

/** The options as one thing that is wanted, or what is wrong with them. */
export function askedOf(options: ReportOptions, now: number): Asked | Problem {
  const [first, second] = FORMS.filter((form) => options[form] !== undefined);
  if (first !== undefined && second !== undefined) return bad(`--${second}`, `beside --${first}`, 'one of them at a time');
  const wanted = first === undefined ? ({ form: 'text' } as const) : wantedOf(first, options);
  if ('reason' in wanted || options.since === undefined) return 'reason' in wanted ? wanted : { wanted };
  if (wanted.form === 'iteration' || wanted.form === 'share')
    return bad('--since', `beside --${wanted.form}`, 'nothing beside it: it is about everything so far');
  const since = sinceMs(options.since, now);
  if (since === undefined) return bad('--since', options.since, 'a day such as 2026-11-02, or how long ago: 14d, 12h');
  return { wanted, since };
}

function wantedOf(form: (typeof FORMS)[number], options: ReportOptions): Wanted | Problem {
  switch (form) {
    case 'json':
    case 'share':
      return { form };
    case 'csv':
      return csvOf(options.csv!);
    case 'html':
      return options.html === '' ? bad('--html', '', 'a file to write, or - for standard output') : { form, file: options.html! };
    case 'otlp':
      return urlOf(options.otlp!);
    case 'iteration':
      return nameOf(options.iteration!);
  }
}

function csvOf(asked: string | true): Wanted | Problem {
  const section = asked === true ? 'stories' : CSV_SECTIONS.find((one) => one === asked);
  if (section !== undefined) return { form: 'csv', section };
  const suggestion = suggest(String(asked), CSV_SECTIONS);
  return {
    ...bad('--csv', String(asked), `a section: ${CSV_SECTIONS.join(', ')}`),
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

function urlOf(text: string): Wanted | Problem {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    return bad('--otlp', text, 'the http or https address of a receiver, such as http://localhost:4318');
  if (url.username !== '' || url.password !== '')
    return bad(
      '--otlp',
      `${url.protocol}//...@${url.host}`,
      'an address without credentials: they go into OTEL_EXPORTER_OTLP_HEADERS',
    );
  return { form: 'otlp', url };
}

function nameOf(text: string): Wanted | Problem {
  const name = text.trim();
  const isFine = name !== '' && name.length <= MOST_NAME && !/[\p{Cc}\p{Cf}\p{Cs}]/u.test(name) && name !== 'now';
  return isFine
    ? { form: 'iteration', name }
    : bad('--iteration', text, `a name of at most ${MOST_NAME} visible characters, not "now"`);
}

function sinceMs(text: string, now: number): number | undefined {
  const days = /^(\d{1,5})d$/.exec(text)?.[1];
  const ago = days === undefined ? durationMs(text) : Number(days) * 86_400_000;
  return ago === undefined ? dayMs(text) : now - ago;
}

function bad(name: string, found: string, expected: string): Extract<Problem, { reason: 'bad-argument' }> {
  return { reason: 'bad-argument', name, found, expected };
}
