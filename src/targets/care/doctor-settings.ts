import path from 'node:path';
import type { AgentRemark } from '../../model/agent.ts';
import type { AgentConfig, Config } from '../../model/config.ts';
import { keysOf } from '../project/adapters.ts';

interface Subject {
  readonly agent: AgentConfig;
  readonly config: Config;
  readonly stateFolder: string;
}

/** What is known to go wrong with settings, whoever the agent is. */
export function settingsRemarks(subject: Subject, env: Readonly<Record<string, string>>): readonly AgentRemark[] {
  return [...keyRemarks(subject), ...codexRemarks(subject, env), ...commandRemarks(subject.agent), ...patienceRemarks(subject)];
}

function keyRemarks({ agent, config }: Subject): readonly AgentRemark[] {
  const shared = config.gateEnv.filter((name) => keysOf(agent).includes(name));
  if (shared.length === 0) return [];
  return [
    {
      found: `gates see its keys too: ${shared.join(', ')}`,
      hint: 'take them out of `gateEnv`: tests run what agents wrote',
    },
  ];
}

function codexRemarks({ agent, stateFolder }: Subject, env: Readonly<Record<string, string>>): readonly AgentRemark[] {
  if (agent.kind !== 'codex') return [];
  const temporary = [env['TMPDIR'], env['TEMP'], '/tmp', '/var/tmp'].find(
    (folder) => folder !== undefined && isBelow(stateFolder, folder),
  );
  return [
    ...(temporary === undefined
      ? []
      : [
          {
            found: `its home would lie in ${temporary}, where Codex does not set up its sandbox whole`,
            hint: 'move the repository out of the temporary folder',
          },
        ]),
    ...(agent.sandbox === 'danger-full-access'
      ? [{ found: 'its commands run outside any sandbox', hint: 'leave `sandbox` out, unless this machine is one itself' }]
      : []),
  ];
}

const UNGUARDED = /^--(?:dangerously-|yolo$|allow-all)|bypassPermissions|danger-full-access|agent-full-access/;

/** Words that xpar puts behind the command by itself: said twice, the program refuses them or starts something else. */
const OURS: Readonly<Partial<Record<AgentConfig['kind'], RegExp>>> = {
  claude:
    /^(?:-p|--print|-c|--continue|-r|--resume|--(?:input|output)-format(?:=.*)?|--permission-mode(?:=.*)?|--model(?:=.*)?)$/,
  codex: /^(?:e|exec|resume|--json|-m|--model(?:=.*)?)$/,
};

function commandRemarks({ kind, command = [] }: AgentConfig): readonly AgentRemark[] {
  // Words before its name are those of whatever starts it.
  const own = command.findLastIndex((word) => path.basename(word).startsWith(kind));
  const twice = own === -1 ? [] : command.slice(own + 1).filter((word) => OURS[kind]?.test(word) === true);
  return [
    ...(command.some((word) => UNGUARDED.test(word))
      ? [
          {
            found: 'its command switches its own permissions off',
            hint: 'take that argument out: what a story needs is allowed already',
          },
        ]
      : []),
    ...(twice.length === 0
      ? []
      : [
          {
            found: `its command says what xpar says by itself: ${twice.join(' ')}`,
            hint: 'leave the program and what leads it to its provider',
          },
        ]),
  ];
}

const LONG_THOUGHT_MS = 60_000;

/** While it thinks, most say nothing at all. */
function patienceRemarks({ agent, config: { timeouts } }: Subject): readonly AgentRemark[] {
  if (agent.kind === 'command' || timeouts.idleMs >= LONG_THOUGHT_MS) return [];
  return [
    {
      found: `it is stopped after ${timeouts.idleMs / 1_000} s without a sign of life, and a long thought gives none`,
      hint: 'make `timeouts.idle` a minute or more',
    },
  ];
}

function isBelow(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
}
