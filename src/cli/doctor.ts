import { examine, openRepository, repairState } from '../pipeline.ts';
import { checkupText, repairText } from '../report/checkup-text.ts';
import { problemWords } from '../report/problem-text.ts';
import { outPaint, refuse, writeJson, type Context } from './context.ts';

/** `xpar doctor`: 0 where nothing is wrong. `--repair` first writes a damaged or lost journal anew. */
export async function doctorVerb(context: Context, options: { repair?: boolean; json?: boolean }): Promise<number> {
  const { host } = context;
  const repaired = options.repair === true ? await repair(context) : undefined;
  if (repaired !== undefined && !repaired.ok) return refuse(context, repaired.problems);
  const checks = await examine(host);
  if (options.json === true) {
    writeJson(context, {
      schemaVersion: 1,
      ...(repaired === undefined ? {} : { repair: repaired.value }),
      checks: checks.map(({ problem, ...check }) => ({
        ...check,
        ...(problem === undefined ? {} : { reason: problem.reason, words: problemWords(problem) }),
      })),
    });
  } else {
    if (repaired !== undefined) host.terminal.out.write(repairText(repaired.value));
    host.terminal.out.write(checkupText(checks, outPaint(context)));
  }
  return checks.some(({ standing }) => standing === 'wrong') ? 1 : 0;
}

async function repair({ host, command }: Context): ReturnType<typeof repairState> {
  const opened = await openRepository(host);
  return opened.ok ? repairState(host, opened.value, command) : opened;
}
