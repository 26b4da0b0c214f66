import path from 'node:path';
import type { Host } from '../host/host.ts';
import { layoutOf } from '../record/layout.ts';
import { quickAnswer, type QuickAnswer } from '../record/quick-answer.ts';
import { ending } from './ending.ts';
import { jobsIn, jobsOf } from './jobs.ts';
import { reporterFor } from './reporter-for.ts';

/** What a build with nothing to do needs of the world: nothing that takes long to load. */
export type QuickHost = Pick<Host, 'files' | 'terminal' | 'clock' | 'machine'>;

/**
 * A plain `xpar`, `xpar build` or `xpar -q` of a repository that looks as it did when the last one had nothing to do: says
 * the same again. Undefined where anything else is asked, or anything looks different: then everything is read.
 */
export async function quickBuild(
  argv: readonly string[],
  hostAt: (folder: string | undefined) => QuickHost,
): Promise<number | undefined> {
  const asked = quickArguments(argv);
  if (asked === undefined) return undefined;
  const host = hostAt(asked.folder);
  if (host.machine.env['XPAR_FAILPOINT'] !== undefined || 'problem' in jobsOf(host.machine.env)) return undefined;
  const checkout = await checkoutAt(host);
  if (checkout === undefined) return undefined;
  const answer = await quickAnswer(host.files, layoutOf(checkout.commonDir).quickAnswer(checkout.top));
  if (answer === undefined) return undefined;
  return asked.question ? (answer.upToDate ? 0 : 1) : told(host, answer, asked);
}

interface Asked {
  readonly folder?: string;
  readonly question: boolean;
}

/** Only what changes nothing about a build that has nothing to do; all else, mistakes included, is for the whole command line. */
function quickArguments(argv: readonly string[]): Asked | undefined {
  const [verb, ...others] = argv;
  const rest = verb === 'build' ? others : [...argv];
  let asked: Asked = { question: false };
  while (rest.length > 0) {
    const arg = rest.shift()!;
    if (QUESTIONS.has(arg)) asked = { ...asked, question: true };
    else if (arg === '-C' && rest.length > 0 && asked.folder === undefined) asked = { ...asked, folder: rest.shift()! };
    else if (arg === '-j' && isJobs(rest[0])) rest.shift();
    else if (!NEUTRAL.has(arg) && !isJobs(/^(?:-j|--jobs=)(\d+)$/.exec(arg)?.[1])) return undefined;
  }
  return asked;
}

const QUESTIONS: ReadonlySet<string> = new Set(['-q', '--question']);
const NEUTRAL: ReadonlySet<string> = new Set(['-k', '--keep-going', '-y', '--yes']);

function isJobs(text: string | undefined): boolean {
  return text !== undefined && jobsIn(text) !== undefined;
}

async function told(host: QuickHost, answer: QuickAnswer, { folder }: Asked): Promise<number> {
  const reporter = reporterFor(host, { ui: 'auto' });
  for (const event of answer.events) reporter.take({ at: host.clock.now(), ...event });
  await reporter.close();
  const end = answer.events.findLast((event) => event.t === 'run-ended');
  if (end) host.terminal.out.write(`${ending({ host, ...(folder === undefined ? {} : { folder }) }, end.summary, {})}\n`);
  return answer.exit;
}

/** Up to the first folder with a `.git` in it, as git does; a stranger arrangement is left to git. */
async function checkoutAt({ files, machine }: QuickHost): Promise<{ top: string; commonDir: string } | undefined> {
  for (let top = machine.cwd; ; top = path.dirname(top)) {
    const marker = path.join(top, '.git');
    if (await files.exists(marker)) {
      const isInside = path.relative(top, machine.cwd).split(path.sep)[0] === '.git';
      const commonDir = isInside ? undefined : await commonDirOf(files, marker);
      return commonDir === undefined ? undefined : { top, commonDir };
    }
    if (path.dirname(top) === top) return undefined;
  }
}

/** `.git` is the folder itself, or in a linked worktree a file that names one which names it. */
async function commonDirOf(files: QuickHost['files'], marker: string): Promise<string | undefined> {
  if ((await files.list(marker)) !== undefined) return marker;
  const own = /^gitdir: (.+)$/m.exec((await files.readText(marker)) ?? '')?.[1];
  if (own === undefined) return undefined;
  const folder = path.resolve(path.dirname(marker), own);
  const common = (await files.readText(path.join(folder, 'commondir')))?.trim();
  return common === undefined ? undefined : path.resolve(folder, common);
}
