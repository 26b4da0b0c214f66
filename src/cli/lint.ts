import path from 'node:path';
import type { Finding } from '../model/problem.ts';
import type { Host } from '../host/host.ts';
import { budgets, lint, openRepository, type Checked, type Opened } from '../pipeline.ts';
import { countText } from '../report/amounts.ts';
import { githubText } from '../report/github-text.ts';
import { problemText, problemWords } from '../report/problem-text.ts';
import { refuse, writeJson, type Context } from './context.ts';

export interface LintOptions {
  readonly format: 'pretty' | 'json' | 'github';
  readonly fix?: boolean;
  readonly staged?: boolean;
}

/** `xpar lint [file...]`: 0 without errors, 1 with. Warnings and notes are told and let through. */
export async function lintVerb(context: Context, files: readonly string[], options: LintOptions): Promise<number> {
  const { host } = context;
  const opened = await openRepository(host);
  if (!opened.ok) return refuse(context, opened.problems);
  const { top } = opened.value.repository;
  const among = files.map((file) => path.relative(top, path.resolve(host.machine.cwd, file)).replaceAll(path.sep, '/'));
  for (const [index, file] of among.entries()) {
    if (!(await host.files.exists(path.join(top, file)))) {
      return refuse(context, [{ reason: 'bad-argument', name: 'file', found: files[index]!, expected: 'a file that exists' }]);
    }
  }
  const named = options.staged === true ? await stagedCards(host, opened.value) : among;
  // A commit without a card has nothing for lint, however many cards there are.
  if (options.staged === true && named.length === 0) return tell(context, { findings: [], cards: '0 cards staged' }, options);
  const first = await lint(host, opened.value);
  const fixed = first.ok && options.fix === true && (await fix(context, named));
  const seen = fixed ? await lint(host, opened.value) : first;
  return seen.ok ? tell(context, found(seen.value, named), options) : refuse(context, seen.problems);
}

/** Cards that the next commit adds or changes. They are read as they stand in the checkout, as other linters do. */
async function stagedCards(host: Host, { repository: { top }, config }: Opened): Promise<readonly string[]> {
  const folders = [config.stories, config.adrs].map((folder) => path.posix.join(folder, '/').replace(/^\.\//, ''));
  const staged = await host.git.stagedPaths(top);
  return staged.filter((file) => file.endsWith('.md') && folders.some((folder) => file.startsWith(folder)));
}

/** Writes what was measured into the cards. What it cannot write it tells; what else is wrong with them lint will find. */
async function fix(context: Context, files: readonly string[]): Promise<boolean> {
  const filled = await budgets(context.host, { stories: [], files, write: true });
  if (!filled.ok) return false;
  const { problems, reviews } = filled.value;
  refuse(
    context,
    problems.filter(({ reason }) => reason === 'not-writable'),
  );
  const written = reviews.filter(({ standing }) => standing === 'written').length;
  if (written > 0) context.host.terminal.err.write(`${countText(written, 'card', 'cards')} written\n`);
  return written > 0;
}

interface Found {
  readonly findings: readonly Finding[];
  /** What was looked at, in words. */
  readonly cards: string;
}

function found({ findings, project }: Checked, named: readonly string[]): Found {
  const { stories, adrs } = project;
  if (named.length === 0)
    return { findings, cards: `${countText(stories.length, 'story', 'stories')}, ${countText(adrs.length, 'ADR', 'ADRs')}` };
  const own = findings.filter(({ problem }) => problem.place !== undefined && named.includes(problem.place.file));
  return { findings: own, cards: countText(named.length, 'file', 'files') };
}

function tell(context: Context, { findings, cards }: Found, { format }: Pick<LintOptions, 'format'>): number {
  print(context, findings, format);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  context.host.terminal.err.write(
    `${cards}: ${countText(errors, 'error', 'errors')}, ${countText(warnings, 'warning', 'warnings')}\n`,
  );
  return errors > 0 ? 1 : 0;
}

function print(context: Context, findings: readonly Finding[], format: LintOptions['format']): void {
  const { out } = context.host.terminal;
  switch (format) {
    case 'pretty':
      for (const finding of findings) out.write(`${problemText(finding)}\n`);
      return;
    case 'json':
      return writeJson(context, {
        schemaVersion: 1,
        findings: findings.map(({ problem, severity }) => ({ severity, ...problem, words: problemWords(problem) })),
      });
    case 'github':
      for (const finding of findings) out.write(`${githubText(finding)}\n`);
  }
}
