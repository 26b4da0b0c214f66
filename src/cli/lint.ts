import path from 'node:path';
import type { Finding } from '../model/problem.ts';
import { survey } from '../pipeline.ts';
import { countText } from '../report/amounts.ts';
import { githubText } from '../report/github-text.ts';
import { problemText, problemWords } from '../report/problem-text.ts';
import { refuse, writeJson, type Context } from './context.ts';

/** `xpar lint [file...]`: 0 without errors, 1 with. Warnings and notes are told and let through. */
export async function lintVerb(
  context: Context,
  files: readonly string[],
  options: { format: 'pretty' | 'json' | 'github' },
): Promise<number> {
  const seen = await survey(context.host, 'lint');
  if (!seen.ok) return refuse(context, seen.problems);
  const { host } = context;
  const { project } = seen.value;
  const named = files.map((file) =>
    path.relative(project.repository.top, path.resolve(host.machine.cwd, file)).replaceAll(path.sep, '/'),
  );
  for (const [index, file] of named.entries()) {
    if (!(await host.files.exists(path.join(project.repository.top, file)))) {
      return refuse(context, [{ reason: 'bad-argument', name: 'file', found: files[index]!, expected: 'a file that exists' }]);
    }
  }
  const findings = seen.value.findings.filter(
    ({ problem }) => named.length === 0 || (problem.place !== undefined && named.includes(problem.place.file)),
  );
  print(context, findings, options.format);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  const cards =
    named.length > 0
      ? countText(named.length, 'file', 'files')
      : `${countText(project.stories.length, 'story', 'stories')}, ${countText(project.adrs.length, 'ADR', 'ADRs')}`;
  host.terminal.err.write(`${cards}: ${countText(errors, 'error', 'errors')}, ${countText(warnings, 'warning', 'warnings')}\n`);
  return errors > 0 ? 1 : 0;
}

function print(context: Context, findings: readonly Finding[], format: 'pretty' | 'json' | 'github'): void {
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
