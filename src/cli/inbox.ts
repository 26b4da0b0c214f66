import { answerItem, baseDilemmaOf, inboxOf, survey, suspectAdrs, unaccepted, type Inbox } from '../pipeline.ts';
import { shown } from '../model/shown.ts';
import type { Question } from '../model/allowance.ts';
import { subjectOf, type Asked } from '../model/inbox.ts';
import type { Decision } from '../model/target.ts';
import { askedText, sinceText } from '../report/inbox-text.ts';
import { problemWords } from '../report/problem-text.ts';
import { decisionText } from '../report/reason-text.ts';
import { outPaint, refuse, writeJson, type Context } from './context.ts';
import { invocation } from './invocation.ts';

/** `xpar inbox`: works beside a running build. */
export async function inboxVerb(context: Context, options: { json?: boolean }): Promise<number> {
  const seen = await survey(context.host, 'build', 'any');
  if (!seen.ok) return refuse(context, seen.problems);
  const inbox = inboxOf(seen.value);
  const { project } = seen.value;
  const toAccept =
    project.config.acceptance === 'story' ? (await unaccepted(context.host, project)).map(({ story }) => story) : [];
  const suspects = await suspectsOf(context, project);
  const xpar = invocation(context);
  const base = await baseDilemmaOf(context.host, project);
  if (options.json === true) {
    const held = inbox.held.map(({ story, decision }) => ({
      story,
      why: decisionText(decision),
      answer: [commandFor(story, decision, xpar)],
    }));
    const items = inbox.open.map((item) => ({ ...publicItem(item), answer: answersTo(item, xpar) }));
    writeJson(context, {
      schemaVersion: 1,
      items,
      held,
      toAccept,
      suspects: suspectsWith(suspects, xpar),
      ...(base === undefined ? {} : { base: { ...base, answer: [`${xpar} resolve --base`] } }),
      standing: inbox.standing.map(publicItem),
    });
    return 0;
  }
  context.host.terminal.out.write(`${inboxLines(context, { ...inbox, toAccept, suspects, base }, xpar).join('\n')}\n`);
  return 0;
}

type Shown = Inbox & {
  readonly toAccept: readonly string[];
  readonly suspects: Suspects;
  readonly base: Awaited<ReturnType<typeof baseDilemmaOf>>;
};

function inboxLines(
  context: Context,
  { open, held, standing, toAccept, suspects, base }: Shown,
  xpar: string,
): readonly string[] {
  const paint = outPaint(context);
  const now = context.host.clock.now();
  const conflict = base === undefined ? [] : [problemWords({ reason: 'base-conflict', ...base })];
  if (open.length + held.length + standing.length + toAccept.length + suspects.size + conflict.length === 0)
    return ['Nothing waits for you.'];
  return [
    ...open.flatMap((item) => [
      `${paint.bold(item.id)}  ${whoAsks(item)}, ${sinceText(item.at, now)}`,
      `  ${askedText(item.asking)}`,
      ...answersTo(item, xpar).map((line) => `  ${paint.dim(line)}`),
    ]),
    ...held.flatMap(({ story, decision }) => [
      `${paint.bold(shown(story))}  ${decisionText(decision)}`,
      `  ${paint.dim(commandFor(story, decision, xpar))}`,
    ]),
    ...toAccept.flatMap((story) => [
      `${paint.bold(shown(story))}  integrated, and nobody has accepted it`,
      `  ${paint.dim(`${xpar} accept ${shown(story)} --show, then ${xpar} accept or ${xpar} reject`)}`,
    ]),
    ...[...suspects].flatMap(([adr, whats]) => [
      `${paint.bold(shown(adr))}  ${whats.join('; ')}`,
      `  ${paint.dim(`mend the tests, or ${confirmText(adr, xpar)}: they are right as they stand`)}`,
    ]),
    ...conflict.flatMap(({ what, found = '' }) => [
      `${paint.bold(what)}  in ${found}`,
      `  ${paint.dim(`${xpar} resolve --base`)}`,
    ]),
    ...standing.map(
      ({ id, story, asking }) =>
        `${id}  ${shown(story)}  allowed for good: ${shown(subjectOf(asking))}${paint.dim(`  (${xpar} deny ${id} takes it back)`)}`,
    ),
  ];
}

function whoAsks({ asking, story, agent }: Asked): string {
  if (asking.about !== 'question') return `${shown(story)}  ${shown(agent)}`;
  return story === '' ? 'the build' : `${shown(story)}  the build`;
}

/** What is wrong with the tests that lock it in, by ADR. */
type Suspects = ReadonlyMap<string, readonly string[]>;

async function suspectsOf({ host }: Context, project: Parameters<typeof suspectAdrs>[1]): Promise<Suspects> {
  const found = (await suspectAdrs(host, project)).flatMap((problem) =>
    'adr' in problem ? [{ adr: problem.adr, what: problemWords(problem).what }] : [],
  );
  const byAdr = Map.groupBy(found, ({ adr }) => adr);
  return new Map([...byAdr].map(([adr, own]) => [adr, own.map(({ what }) => shown(what))]));
}

function suspectsWith(suspects: Suspects, xpar: string): readonly object[] {
  return [...suspects].map(([adr, why]) => ({ adr, why, answer: [confirmText(adr, xpar)] }));
}

function confirmText(adr: string, xpar: string): string {
  return `${xpar} adr confirm ${shown(adr)}`;
}

function publicItem({ id, story, agent, at, asking }: Asked): object {
  return { id, story, agent, since: at, asking };
}

function answersTo({ id, asking }: Asked, xpar: string): readonly string[] {
  const deny = `${xpar} deny ${id} --why "..."`;
  if (asking.about === 'question')
    return [`${xpar} approve ${id}${moreExample(asking.question)}`, `${xpar} deny ${id}: it stops`];
  if (asking.about === 'drift')
    return [`edit ${shown(asking.adr)}: its stories go on with the new text`, `${deny}: it holds as it stands`];
  return asking.about === 'loop'
    ? [`${xpar} approve ${id}: another session tries without it`, deny]
    : [`${xpar} approve ${id}`, `${xpar} approve ${id} --always`, deny];
}

function moreExample(question: Question): string {
  if (question.by === 'spike') return '';
  return question.unit === 'usd' ? ' --more 5' : ' --more 100k';
}

/** What brings a story on that no agent's question holds up. */
function commandFor(story: string, { reason }: Decision, xpar: string): string {
  if (reason.code === 'attempts-used')
    return `${xpar} ${reason.problem.reason === 'merge-conflict' ? 'resolve' : 'retry'} ${shown(story)}`;
  if (reason.code === 'waits-for-answer') return `${xpar} inbox`;
  if (reason.code === 'contract-edited') return `${xpar} build ${shown(story)}, or ${xpar} -t ${shown(story)}`;
  if (reason.code === 'parked') return `${xpar} build ${shown(story)}`;
  return `${xpar} why ${shown(story)}`;
}

export interface AnswerOptions {
  readonly always?: boolean;
  readonly why?: string;
  readonly more?: string;
}

/** `xpar approve <item>`, `xpar deny <item>`. */
export async function answerVerb(context: Context, item: string, options: AnswerOptions & { allow: boolean }): Promise<number> {
  const seen = await survey(context.host, 'build', 'any');
  if (!seen.ok) return refuse(context, seen.problems);
  const { allow, always, why, more } = options;
  const given = {
    id: item,
    allow,
    command: context.command,
    ...(always === true ? { always } : {}),
    ...(why ? { why } : {}),
    ...(more === undefined ? {} : { more }),
  };
  const answered = await answerItem(context.host, seen.value, given);
  if (!answered.ok) return refuse(context, answered.problems);
  const { item: asked, how } = answered.value;
  const word = `${asked.id} is ${allow ? 'approved' : 'denied'}${always === true ? ' for good' : ''}`;
  const target = asked.story === '' ? '' : ` ${shown(asked.story)}`;
  const next = how === 'left' ? 'the build that is running takes it up' : `${invocation(context)} build${target} goes on`;
  context.host.terminal.out.write(`${word}: ${askedText(asked.asking)}\n  ${next}\n`);
  return 0;
}
