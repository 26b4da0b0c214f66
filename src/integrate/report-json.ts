import type { TestCase } from './test-cases.ts';

/** Results of vitest's and jest's JSON; undefined for what is cut off or something else. The sums beside them are not believed. */
export function jsonCases(text: string): readonly TestCase[] | undefined {
  const { testResults } = (parsed(text) ?? {}) as { readonly testResults?: unknown };
  return Array.isArray(testResults) ? testResults.flatMap(casesOf) : undefined;
}

function casesOf(told: unknown): readonly TestCase[] {
  const file = fields(told);
  const name = textOf(file['name']);
  const results = listed(file['assertionResults']).flatMap((one) => caseOf(fields(one), name));
  // A file that could not be loaded has no results.
  const isBroken = file['status'] === 'failed' && !results.some(({ state }) => state === 'failed');
  return isBroken ? [...results, { name: '', file: name, state: 'failed', detail: textOf(file['message']) ?? '' }] : results;
}

function caseOf(told: Readonly<Record<string, unknown>>, file: string | undefined): readonly TestCase[] {
  const { status } = told;
  const titles = [...listed(told['ancestorTitles']), told['title']]
    .flatMap((one) => textOf(one) ?? [])
    .filter((one) => one !== '');
  const name = titles.length > 0 ? titles.join(' > ') : (textOf(told['fullName']) ?? '');
  if (status !== 'passed' && status !== 'failed') return typeof status === 'string' ? [{ name, file, state: 'skipped' }] : [];
  const detail = listed(told['failureMessages']).flatMap((one) => textOf(one) ?? []);
  return [{ name, file, state: status, ...(detail.length === 0 ? {} : { detail: detail.join('\n') }) }];
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
