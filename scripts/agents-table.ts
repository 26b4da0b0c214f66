import { readFile, writeFile } from 'node:fs/promises';
import { format } from 'prettier';
import { acpAgent } from '../src/agents/acp.ts';
import { claudeAgent } from '../src/agents/claude.ts';
import { codexAgent } from '../src/agents/codex.ts';
import { commandAgent } from '../src/agents/command.ts';
import type { SessionPorts } from '../src/agents/dialect.ts';
import type { AgentCaps } from '../src/model/agent.ts';

const PAGE = 'docs/agents.md';
const [BEGIN, END] = ['<!-- table:begin -->', '<!-- table:end -->'];

const READS: Readonly<Record<AgentCaps['reads'], string>> = {
  tools: 'each file',
  commands: 'shell commands',
  none: 'nothing',
};

const yes = (is: boolean): string => (is ? 'yes' : 'no');

/** What each kind of agent gives, as its adapter says. */
function table(): string {
  // Nothing is started for a table: no adapter touches its ports before it runs.
  const ports = undefined as unknown as SessionPorts;
  const agents = [
    claudeAgent({ kind: 'claude' }, ports),
    codexAgent({ kind: 'codex' }, ports),
    acpAgent({ kind: 'acp', command: ['agent'] }, ports),
    commandAgent({ kind: 'command', command: ['agent'] }, ports),
  ];
  const rows = agents.map((agent) => {
    const { caps } = agent;
    const { tokens, source } = agent.base('');
    return [
      `\`${agent.name}\``,
      yes(caps.liveContext),
      yes(caps.splitSpend),
      yes(caps.interrupt),
      READS[caps.reads],
      yes(caps.asks),
      yes(caps.resume),
      yes(agent.overhead !== undefined),
      source === 'none' ? 'learned' : `${tokens}, assumed until measured`,
    ];
  });
  const head = [
    'kind',
    'context while it runs',
    'spend by fresh, cached, output',
    'stops when asked',
    'reads told by',
    'asks for permission',
    'goes on with its session',
    'tells its base',
    'base, tokens',
  ];
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** The page with its table as the adapters have it. */
export async function agentsPage(root: string): Promise<{ readonly now: string; readonly wanted: string }> {
  const now = await readFile(`${root}/${PAGE}`, 'utf8');
  const [before = '', rest = ''] = now.split(BEGIN);
  const after = rest.slice(rest.indexOf(END));
  const wanted = await format(`${before}${BEGIN}\n\n${table()}\n\n${after}`, {
    parser: 'markdown',
    printWidth: 130,
    proseWrap: 'preserve',
  });
  return { now, wanted };
}

if (import.meta.main) {
  const { now, wanted } = await agentsPage('.');
  if (process.argv.includes('--check')) process.exitCode = now === wanted ? 0 : 1;
  else await writeFile(PAGE, wanted);
}
