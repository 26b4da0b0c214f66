import { intend, reopeningOf, type BuildRequest, type Intent } from '../pipeline.ts';
import { reopeningHint, reopeningText } from '../report/reopening-text.ts';
import type { Context } from './context.ts';
import { invocation } from './invocation.ts';

/** Integrated stories under an edited contract are built again where they are named, or `--reopen` says so; `-t` speaks of all. */
export function reopeningIn(
  targets: readonly string[],
  { reopen, touch }: { readonly reopen?: boolean; readonly touch?: boolean },
): Pick<BuildRequest, 'reopening'> {
  if (reopen === true || touch === true) return { reopening: 'all' };
  const named = targets.map((target) => target.split(':')[0]!).filter((story) => story !== '');
  return named.length === 0 ? {} : { reopening: named };
}

/** The request, after a person was asked with the price; where nobody can answer, what to say instead is told. `--yes` is no yes to this. */
export async function reopened(
  context: Context,
  request: BuildRequest,
  { json }: { readonly json?: boolean },
): Promise<BuildRequest> {
  if (request.reopening === 'all' || request.planned !== undefined || json === true) return request;
  const { terminal } = context.host;
  const intent = await intend(context.host, request);
  const price = intent.ok ? reopeningOf(intent.value) : undefined;
  if (price === undefined) return request;
  terminal.err.write(`${reopeningText(price)}\n`);
  if (terminal.canAsk && (await terminal.confirm('Build them again?'))) return { ...request, reopening: 'all' };
  terminal.err.write(`${reopeningHint(invocation(context), price)}\n`);
  return request;
}

/** For looks that start nothing. */
export function reopeningLines(context: Context, intent: Intent): readonly string[] {
  const price = reopeningOf(intent);
  return price === undefined ? [] : [reopeningText(price), reopeningHint(invocation(context), price)];
}
