import path from 'node:path';
import type { Finding } from '../model/problem.ts';
import { budgets, survey, type Survey } from '../pipeline.ts';
import { countText } from '../report/amounts.ts';
import { githubText } from '../report/github-text.ts';
import { problemText, problemWords } from '../report/problem-text.ts';
import { refuse, writeJson, type Context } from './context.ts';

export interface LintOptions {
  readonly format: 'pretty' | 'json' | 'github';
  readonly fix?: boolean;
}

/** `xpar lint [file...]`: 0 without errors, 1 with. Warnings and notes are told and let through. */
export async function lintVerb(context: Context, files: readonly string[], options: LintOptions): Promise<number> {
  const { host } = context;
  const first = await survey(host, 'lint');
  if (!first.ok) return refuse(context, first.problems);
  const { top } = first.value.project.repository;
  const named = files.map((file) => path.relative(top, path.resolve(host.machine.cwd, file)).replaceAll(path.sep, '/'));
  for (const [index, file] of named.entries()) {
    if (!(await host.files.exists(path.join(top, file)))) {
      return refuse(context, [{ reason: 'bad-argument', name: 'file', found: files[index]!, expected: 'a file that exists' }]);
    }
  }
  const fixed = options.fix === true && (await fix(context, named));
  const seen = fixed ? await survey(host, 'lint') : first;
  return seen.ok ? tell(context, seen.value, { named, format: options.format }) : refuse(context, seen.problems);
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

function tell(context: Context, seen: Survey, asked: { named: readonly string[]; format: LintOptions['format'] }): number {
  const { host } = context;
  const { project } = seen;
  const { named, format } = asked;
  const findings = seen.findings.filter(
    ({ problem }) => named.length === 0 || (problem.place !== undefined && named.includes(problem.place.file)),
  );
  print(context, findings, format);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  const cards =
    named.length > 0
      ? countText(named.length, 'file', 'files')
      : `${countText(project.stories.length, 'story', 'stories')}, ${countText(project.adrs.length, 'ADR', 'ADRs')}`;
  host.terminal.err.write(`${cards}: ${countText(errors, 'error', 'errors')}, ${countText(warnings, 'warning', 'warnings')}\n`);
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
