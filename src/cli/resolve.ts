import { CHOICES, type Choice, type Dilemma } from '../model/resolution.ts';
import { shown } from '../model/shown.ts';
import type { Problem } from '../model/problem.ts';
import { dilemmaOf, resolve, survey, type Survey } from '../pipeline.ts';
import { choiceText, dilemmaPage } from '../report/resolve-text.ts';
import { refuse, writeJson, type Context } from './context.ts';
import { invocation } from './invocation.ts';

export interface ResolveOptions {
  readonly take?: Choice;
  readonly withDependents?: boolean;
  readonly json?: boolean;
}

/** `xpar resolve <story>`: a person's choice about a lane that conflicts for good. Without one it is shown, and asked for. */
export async function resolveVerb(context: Context, story: string, options: ResolveOptions): Promise<number> {
  const { host } = context;
  if (options.take !== undefined && !CHOICES.includes(options.take))
    return refuse(context, [{ reason: 'bad-argument', name: '--take', found: options.take, expected: CHOICES.join(', ') }]);
  const seen = await survey(host);
  if (!seen.ok) return refuse(context, seen.problems);
  const found = await dilemmaOf(host, seen.value, story);
  if (!found.ok) return refuse(context, found.problems);
  const dilemma = found.value;
  const isJson = options.json === true;
  if (options.take === undefined && !isJson) host.terminal.out.write(`${dilemmaPage(dilemma)}\n`);
  const choice = options.take ?? (isJson ? undefined : await asked(context, dilemma));
  if (choice === undefined) {
    if (isJson) writeJson(context, { schemaVersion: 1, ...dilemma, choices: choicesOf(dilemma) });
    else host.terminal.err.write(`  hint: ${invocation(context)} resolve ${shown(story)} --take ${CHOICES.join('|')}\n`);
    return 3;
  }
  return carryOut(context, { seen: seen.value, dilemma, choice }, options);
}

async function carryOut(
  context: Context,
  { seen, dilemma, choice }: { readonly seen: Survey; readonly dilemma: Dilemma; readonly choice: Choice },
  { withDependents, json }: ResolveOptions,
): Promise<number> {
  const { host, command } = context;
  const word = { choice, withDependents: withDependents === true, command, look: () => survey(host) };
  const done = await resolve(host, seen, dilemma, word);
  if (!done.ok) return refuse(context, done.problems, exitOf(done.problems));
  const { takenOut, aside } = done.value;
  const where = aside === undefined ? {} : { aside };
  if (json === true) writeJson(context, { schemaVersion: 1, ...dilemma, taken: choice, takenOut, ...where });
  else {
    const kept = aside === undefined ? '' : `\n  its work is kept as ${aside}`;
    const next = choice === 'abandon' ? '' : `\n  ${invocation(context)} build goes on`;
    host.terminal.out.write(`${shown(dilemma.story)}, ${choice}: ${choiceText(choice, dilemma)}${kept}${next}\n`);
  }
  return 0;
}

function exitOf(problems: readonly Problem[]): number {
  if (problems.some(({ reason }) => reason === 'reject-dependents')) return 3;
  return problems.some(({ reason }) => reason === 'reject-red' || reason === 'reject-conflict') ? 1 : 2;
}

function choicesOf(dilemma: Dilemma): readonly object[] {
  return CHOICES.flatMap((take) => {
    const text = choiceText(take, dilemma);
    return text === undefined ? [] : [{ take, text }];
  });
}

/** By number or by name; undefined where nobody answers, or answers with nothing. */
async function asked({ host }: Context, dilemma: Dilemma): Promise<Choice | undefined> {
  const { terminal } = host;
  if (!terminal.canAsk) return undefined;
  const open = CHOICES.filter((choice) => choiceText(choice, dilemma) !== undefined);
  for (;;) {
    const said = (await terminal.ask('Which? (its number, Enter for none) ', new AbortController().signal))?.trim() ?? '';
    if (said === '') return undefined;
    const choice = CHOICES.find((one, at) => open.includes(one) && (one === said || String(at + 1) === said));
    if (choice !== undefined) return choice;
    terminal.err.write(`expected: ${open.map((one) => `${CHOICES.indexOf(one) + 1} (${one})`).join(', ')}\n`);
  }
}
