import type { Finding } from '../model/problem.ts';
import { problemWords } from './problem-text.ts';

/** A finding as a GitHub Actions workflow command; what came from outside cannot start another command. */
export function githubText({ problem, severity }: Finding): string {
  const { what, expected, found, hint } = problemWords(problem);
  const { file, line, column } = problem.place ?? {};
  const at = [
    file === undefined ? '' : `file=${property(file)}`,
    line === undefined ? '' : `line=${line}`,
    column === undefined ? '' : `col=${column}`,
    `title=${property(problem.reason)}`,
  ];
  const text = [what, expected && `expected: ${expected}`, found && `found: ${found}`, hint && `hint: ${hint}`]
    .filter(Boolean)
    .join('\n');
  const level = severity === 'note' ? 'notice' : severity;
  return `::${level} ${at.filter((part) => part !== '').join(',')}::${data(text)}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
