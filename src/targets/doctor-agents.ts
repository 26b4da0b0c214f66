import path from 'node:path';
import type { Host } from '../host/host.ts';
import type { AgentRemark } from '../model/agent.ts';
import type { Check } from '../model/checkup.ts';
import type { AgentConfig, Config } from '../model/config.ts';
import { adapterFor, agentEnvironment, keysOf } from './adapters.ts';
import type { Opened } from './read-project.ts';

/** Every configured agent: is its program there, in which version, is somebody signed in, and what of its settings is known to go wrong. */
export async function agentChecks(host: Host, { config, configFile, layout }: Opened): Promise<readonly Check[]> {
  const checks = Object.entries(config.agents).map(([name, agent]) =>
    oneAgent(host, { name, agent, config, isAsked: configFile !== undefined, stateFolder: layout.folder }),
  );
  return (await Promise.all(checks)).flat();
}

interface Subject {
  readonly name: string;
  readonly agent: AgentConfig;
  readonly config: Config;
  /** A person has written a config: what it names is wanted. */
  readonly isAsked: boolean;
  readonly stateFolder: string;
}

async function oneAgent(host: Host, subject: Subject): Promise<readonly Check[]> {
  const { name, agent, isAsked } = subject;
  const title = `agent ${name}`;
  const adapter = adapterFor(agent, host);
  const env = agentEnvironment(host, agent);
  const probe = await adapter.probe(env);
  if (!probe.ok) {
    const detail = probe.problem ?? 'it did not answer';
    const problem = { reason: 'agent-unusable', agent: name, detail } as const;
    const standing = isAsked ? 'wrong' : 'note';
    return [
      {
        name: title,
        standing,
        found: detail,
        hint: 'install it, or name another one in `agents` of the config',
        ...(isAsked ? { problem } : {}),
      },
    ];
  }
  const found = [agent.kind, probe.version].filter((part) => part !== '').join(' ');
  const remarks = [...settingsRemarks(subject, env), ...((await adapter.remarks?.(env)) ?? [])];
  return [
    { name: title, standing: 'fine', found },
    ...remarks.map((remark): Check => ({ name: title, standing: 'note', ...remark })),
  ];
}

/** What is known to go wrong with settings, whoever the agent is. */
function settingsRemarks({ agent, config, stateFolder }: Subject, env: Readonly<Record<string, string>>): readonly AgentRemark[] {
  const shared = config.gateEnv.filter((name) => keysOf(agent).includes(name));
  const temporary = [env['TMPDIR'], env['TEMP'], '/tmp', '/var/tmp'].find(
    (folder) => folder !== undefined && isBelow(stateFolder, folder),
  );
  return [
    ...(shared.length === 0
      ? []
      : [
          {
            found: `gates see its keys too: ${shared.join(', ')}`,
            hint: 'take them out of `gateEnv`: tests run what agents wrote',
          },
        ]),
    ...(agent.kind === 'codex' && temporary !== undefined
      ? [
          {
            found: `its home would lie in ${temporary}, where Codex does not set up its sandbox whole`,
            hint: 'move the repository out of the temporary folder',
          },
        ]
      : []),
    ...(agent.kind === 'codex' && agent.sandbox === 'danger-full-access'
      ? [{ found: 'its commands run outside any sandbox', hint: 'leave `sandbox` out, unless this machine is one itself' }]
      : []),
    ...(agent.command?.some((word) => UNGUARDED.test(word)) === true
      ? [
          {
            found: 'its command switches its own permissions off',
            hint: 'take that argument out: what a story needs is allowed already',
          },
        ]
      : []),
  ];
}

const UNGUARDED = /^--(?:dangerously-|yolo$|allow-all)/;

function isBelow(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
}
