import { SIDES, type BaseDilemma, type Side } from '../model/base-dilemma.ts';
import type { Problem } from '../model/problem.ts';
import { shown } from '../model/shown.ts';
import { baseDilemmaOf, resolveBase, survey, type Survey } from '../pipeline.ts';
import { baseDilemmaPage, sideText } from '../report/base-dilemma-text.ts';
import { refuse, writeJson, type Context } from './context.ts';
import { invocation } from './invocation.ts';

export interface BaseOptions {
  readonly base?: boolean;
  readonly story?: string | undefined;
  readonly take?: string | undefined;
  readonly withDependents?: boolean;
  readonly json?: boolean;
}

/** `xpar resolve --base`: a person's choice where the base conflicts with what is integrated. Without one it is shown, and asked for. */
export async function resolveBaseVerb(context: Context, options: BaseOptions): Promise<number> {
  const { host } = context;
  const { base, take, json } = options;
  const side = SIDES.find((one) => one === take);
  const isJson = json === true;
  const wrong = wrongArgument(options, side);
  if (wrong) return refuse(context, [wrong]);
  const seen = await survey(host);
  if (!seen.ok) return refuse(context, seen.problems);
  const { project } = seen.value;
  const dilemma = await baseDilemmaOf(host, project);
  if (dilemma === undefined) return refuse(context, [nothingToDecide(project.base.name, base === true)]);
  if (side === undefined && !isJson) host.terminal.out.write(`${baseDilemmaPage(dilemma)}\n`);
  const choice = side ?? (isJson ? undefined : await asked(context));
  if (choice !== undefined) return carryOut(context, seen.value, { dilemma, side: choice, json: isJson });
  tellChoices(context, dilemma, isJson);
  return 3;
}

function wrongArgument({ story, take, withDependents }: BaseOptions, side: Side | undefined): Problem | undefined {
  if (withDependents === true)
    return {
      reason: 'bad-argument',
      name: '--with-dependents',
      found: '--base',
      expected: 'a story: of a base nothing is taken out',
    };
  if (story !== undefined)
    return { reason: 'bad-argument', name: 'story', found: story, expected: 'a story or --base, not both' };
  if (take === undefined || side !== undefined) return undefined;
  return { reason: 'bad-argument', name: '--take', found: take, expected: `of a base: ${SIDES.join(' or ')}` };
}

function nothingToDecide(base: string, isAsked: boolean): Problem {
  if (!isAsked) return { reason: 'bad-argument', name: 'story', found: '', expected: 'a story whose lane does not merge' };
  const expected = `${shown(base)} to conflict with what is integrated: it does not`;
  return { reason: 'bad-argument', name: '--base', found: base, expected };
}

function tellChoices(context: Context, dilemma: BaseDilemma, json: boolean): void {
  const choices = SIDES.map((one) => ({ take: one, text: sideText(one, dilemma) }));
  if (json) writeJson(context, { schemaVersion: 1, ...dilemma, choices });
  else context.host.terminal.err.write(`  hint: ${invocation(context)} resolve --base --take ${SIDES.join('|')}\n`);
}

async function carryOut(
  context: Context,
  { project }: Survey,
  { dilemma, side, json }: { readonly dilemma: BaseDilemma; readonly side: Side; readonly json: boolean },
): Promise<number> {
  const { host, command } = context;
  const done = await resolveBase(host, project, dilemma, { side, command });
  if (!done.ok) return refuse(context, done.problems, done.problems.some(({ reason }) => reason === 'base-side-red') ? 1 : 2);
  if (json) writeJson(context, { schemaVersion: 1, ...dilemma, taken: side, merge: done.value });
  else {
    const text = `${shown(dilemma.base)} is merged as ${done.value.slice(0, 10)}: ${sideText(side, dilemma)}`;
    host.terminal.out.write(`${text}\n  ${invocation(context)} build goes on\n`);
  }
  return 0;
}

/** By number or by name; undefined where nobody answers, or answers with nothing. */
async function asked({ host: { terminal } }: Context): Promise<Side | undefined> {
  if (!terminal.canAsk) return undefined;
  for (;;) {
    const said = (await terminal.ask('Which? (its number, Enter for none) ', new AbortController().signal))?.trim() ?? '';
    if (said === '') return undefined;
    const side = SIDES.find((one, at) => one === said || String(at + 1) === said);
    if (side !== undefined) return side;
    terminal.err.write(`expected: ${SIDES.map((one, at) => `${at + 1} (${one})`).join(', ')}\n`);
  }
}
