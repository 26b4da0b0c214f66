import type { Host } from '../../host/host.ts';
import type { AgentRemark } from '../../model/agent.ts';
import type { Check } from '../../model/checkup.ts';
import type { AgentConfig, Config } from '../../model/config.ts';
import { adapterFor, agentEnvironment } from '../project/adapters.ts';
import { settingsRemarks } from './doctor-settings.ts';
import type { Opened } from '../project/read-project.ts';

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
  const look = await adapter.look?.(env);
  const version = probe.version === '' ? (look?.version ?? '') : probe.version;
  const found = [agent.kind, version].filter((part) => part !== '').join(' ');
  const remarks = [...settingsRemarks(subject, env), ...ageRemarks(version, adapter.tried), ...(look?.remarks ?? [])];
  return [
    { name: title, standing: 'fine', found },
    ...remarks.map((remark): Check => ({ name: title, standing: 'note', ...remark })),
  ];
}

/** An older one may tell what it does in other words. */
function ageRemarks(version: string, tried: string | undefined): readonly AgentRemark[] {
  if (tried === undefined || !isOlder(version, tried)) return [];
  return [
    { found: `it is older than ${tried}, with which xpar was tried`, hint: 'update it: what it tells may be read wrongly' },
  ];
}

/** By the first two numbers: what comes after them mends things. */
function isOlder(version: string, than: string): boolean {
  const [[major = 0, minor = 0], [otherMajor = 0, otherMinor = 0]] = [version, than].map((one) => one.split('.').map(Number)) as [
    number[],
    number[],
  ];
  return major < otherMajor || (major === otherMajor && minor < otherMinor);
}
