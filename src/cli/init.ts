import path from 'node:path';
import type { Host } from '../host/host.ts';
import { BOOTSTRAP_MARK, openRepository, type Opened } from '../pipeline.ts';
import { refuse, type Context } from './context.ts';

const BOOTSTRAP_END = '<!-- xpar:end -->';

/** One thing that `init` would do; `write` is undefined where it is there already. */
interface Step {
  readonly file: string;
  readonly what: string;
  readonly write?: () => Promise<void>;
}

/** `xpar init`: says what it would write, asks, writes. What exists stays as it is. */
export async function initVerb(context: Context, options: { yes?: boolean }): Promise<number> {
  const { host } = context;
  const opened = await openRepository(host);
  if (!opened.ok) return refuse(context, opened.problems);
  const steps = await initSteps(host, opened.value);
  const open = steps.filter((step) => step.write);
  for (const step of steps) host.terminal.err.write(`${step.write ? 'write' : 'there'}  ${step.file}  ${step.what}\n`);
  if (open.length > 0 && options.yes !== true && !(await host.terminal.confirm(`Write ${open.length === 1 ? 'it' : 'them'}?`))) {
    return refuse(context, [{ reason: 'not-confirmed', what: 'xpar init' }], 3);
  }
  for (const step of open) await step.write!();
  const { stories } = opened.value.config;
  host.terminal.out.write(open.length === 0 ? 'Everything is there.\n' : 'Ready.\n');
  host.terminal.err.write(
    `  xpar new story <id>: a first card in ${stories}/    xpar lint: check it    xpar plan: what it would cost\n`,
  );
  return 0;
}

async function initSteps(host: Host, opened: Opened): Promise<Step[]> {
  const { top } = opened.repository;
  const adrs = opened.configFile === undefined ? await adrFolder(host, top) : opened.config.adrs;
  return [
    await configStep(host, opened, adrs),
    await agentsStep(host, top, { stories: opened.config.stories, adrs }),
    await folderStep(host, opened),
  ];
}

const ADR_FOLDERS = ['adr', 'docs/decisions', 'doc/adr', 'docs/adr'];

/** Where this project keeps its decisions already, if it does. */
async function adrFolder(host: Host, top: string): Promise<string> {
  for (const folder of ADR_FOLDERS) if ((await host.files.list(path.join(top, folder))) !== undefined) return folder;
  return ADR_FOLDERS[0]!;
}

async function configStep(host: Host, opened: Opened, adrs: string): Promise<Step> {
  if (opened.configFile !== undefined) return { file: opened.configFile, what: 'configuration' };
  const file = 'xpar.config.json';
  const config = { stories: opened.config.stories, adrs, agents: { default: { kind: 'claude', profile: 'lean' } } };
  const write = async (): Promise<void> =>
    void (await host.files.createNew(path.join(opened.repository.top, file), `${JSON.stringify(config, null, 2)}\n`));
  return { file, what: 'configuration: Claude Code as the agent, gates detected', write };
}

async function agentsStep(host: Host, top: string, folders: { stories: string; adrs: string }): Promise<Step> {
  const file = path.join(top, 'AGENTS.md');
  const before = (await host.files.readText(file)) ?? '';
  if (before.includes(BOOTSTRAP_MARK)) return { file: 'AGENTS.md', what: 'rules for agents' };
  const gap = before === '' ? '' : before.endsWith('\n') ? '\n' : '\n\n';
  const write = (): Promise<void> => host.files.writeAtomic(file, `${before}${gap}${agentsBlock(folders)}`);
  return {
    file: 'AGENTS.md',
    what: before === '' ? 'rules for agents' : 'rules for agents, in a marked block after what is there',
    write,
  };
}

/** The stories' folder, so that the first card has a place to go. */
async function folderStep(host: Host, opened: Opened): Promise<Step> {
  const folder = path.join(opened.repository.top, opened.config.stories);
  const file = `${opened.config.stories}/`;
  if ((await host.files.list(folder)) !== undefined) return { file, what: 'stories' };
  return { file, what: 'stories', write: () => host.files.makeFolder(folder) };
}

/** What an agent in a lane has to know about parallel work. It declares the ledger and the decision register. */
function agentsBlock({ stories, adrs }: { stories: string; adrs: string }): string {
  return `${BOOTSTRAP_MARK}
## Working under xpar

- Stories are in \`${stories}/\`, decisions in \`${adrs}/\` (the decision register). They are contracts: read them, do not edit them.
- \`.xpar/\` is the execution ledger. Only xpar writes it.
- Work where you are started. That is a worktree and a branch of the story's own; where the config says \`parallel.mode: shared\`, others work there too, each on its own files. No \`git stash\`, no branch switching, no push, no rebase.
- Change only the files the story names. Tests first; run the tests of what you touched. The full suite is the integrator's.
- xpar makes the commit from what you leave in the tree.
- If a decision in scope turns out to be wrong, say so as the brief describes; do not work around it.
${BOOTSTRAP_END}
`;
}
