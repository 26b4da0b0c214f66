import { baseCandidates, calibrateBase, read, type BaseCandidate, type BaseRequest } from '../pipeline.ts';
import type { MeasuredBase } from '../model/record.ts';
import { shown } from '../model/shown.ts';
import { tokensText, usdText } from '../report/amounts.ts';
import { whoText } from '../report/lesson-text.ts';
import { refuse, writeJson, type Context } from './context.ts';

export interface BaseOptions extends BaseRequest {
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `xpar calibrate base`: the context an agent has before a card is read, measured; what is to be paid for is asked first. */
export async function calibrateBaseVerb(context: Context, options: BaseOptions): Promise<number> {
  const { host } = context;
  const project = await read(host, 'any');
  if (!project.ok) return refuse(context, project.problems);
  const found = await baseCandidates(host, project.value, options);
  if (!found.ok) return refuse(context, found.problems);
  const paid = found.value.filter(({ how }) => how === 'null-prompt');
  for (const one of found.value) host.terminal.err.write(`${announced(one)}\n`);
  if (paid.length > 0 && options.yes !== true && !(await host.terminal.confirm('Send it?')))
    return refuse(context, [{ reason: 'not-confirmed', what: 'xpar calibrate base' }], 3);
  const done = await calibrateBase(host, project.value, { candidates: found.value, command: context.command });
  if (!done.ok) return refuse(context, done.problems);
  const { measured, problems } = done.value;
  if (options.json === true) writeJson(context, { schemaVersion: 1, bases: measured, problems });
  else for (const base of measured) host.terminal.out.write(`${baseLine(base)}\n`);
  return problems.length === 0 ? 0 : refuse(context, problems, 1);
}

function baseLine({ agent, version, model, effort, tokens, how, spend }: MeasuredBase): string {
  const who = whoText({
    agent: version === '' ? agent : `${agent} ${version}`,
    model,
    ...(effort === undefined ? {} : { effort }),
  });
  const cost = spend.usd === undefined ? '' : `, ${usdText(spend.usd)}`;
  return `${who}: base ${tokensText(tokens)}, ${how === 'told' ? 'as it tells itself' : `by a null prompt${cost}`}`;
}

function announced({ name, model, how, price }: BaseCandidate): string {
  const who = `${shown(name)} on ${shown(model.name)}`;
  if (how === 'told') return `${who}: the agent tells its own context, for nothing`;
  if (price === undefined) return `${who}: a null prompt; what it takes is not known ahead`;
  const usd = price.usd === undefined ? ', price unknown' : `, about ${usdText(price.usd)}`;
  return `${who}: a null prompt, about ${tokensText(price.tokens)} tokens${usd}`;
}
