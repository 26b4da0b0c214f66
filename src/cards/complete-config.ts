import type { Allowance, Allowances } from '../model/allowance.ts';
import type { Config, GateConfig, ModelConfig } from '../model/config.ts';
import { byteSize } from '../model/byte-size.ts';
import { dayMs } from '../model/day.ts';
import { durationMs } from '../model/duration.ts';
import type { Gate, Model, RawConfig } from '../model/generated/config.ts';
import { tokenCount } from '../model/token-count.ts';
import { rolesOf } from './role-config.ts';

/** What holds where a config says nothing, as a person would write it; the schema's descriptions say the same. */
const DEFAULTS = {
  integration: 'xpar/integration',
  stories: 'stories',
  adrs: 'adr',
  agents: { default: { kind: 'claude', profile: 'lean' } },
  gates: [],
  parallel: {
    mode: 'worktree',
    jobs: 3,
    conflicts: 'sequential',
    sessions: 'own',
    stagger: '2s',
    memoryFloor: '256MB',
    maxLoad: 8,
    keywords: {},
  },
  integrate: {
    wave: 8,
    everyCommit: false,
    flaky: 'accept',
    lineLists: [],
    mergiraf: true,
    golden: ['**/*.snap', '**/__snapshots__/**'],
  },
  acceptance: 'land',
  budget: { onExceed: 'pause', countCacheReads: false },
  retries: 3,
  repeats: { failures: 8, denials: 5 },
  worktree: {
    setup: [],
    onSetupFailure: 'fail',
    teardown: [],
    onTeardownFailure: 'warn',
    diskFloor: '100MB',
    pool: 0,
    keep: ['node_modules'],
  },
  hotspots: ['package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock', 'Cargo.lock', 'go.sum', 'uv.lock', 'poetry.lock'],
  protected: ['xpar.config.*', '.worktreeinclude'],
  timeouts: { idle: '10m', wall: '60m', quota: '6h', outage: '30m', approval: '10m' },
  autonomous: false,
  permissions: { commands: 'allow', allow: [] },
  gateEnv: [],
  isolation: 'worktree',
  secrets: [],
  docs: [],
} as const;

const PORTS = [10_000, 19_999] as const;

const GATE_DEFAULTS = { rung: 3, timeout: '10m', onRequest: false } as const;

/** A config that its schema accepts, every default filled in and every figure in its unit. */
export function completeConfig(given: RawConfig): Config {
  const raw = { ...DEFAULTS, ...given };
  const parallel = { ...DEFAULTS.parallel, ...given.parallel };
  const timeouts = { ...DEFAULTS.timeouts, ...given.timeouts };
  return {
    ...raw,
    stories: folder(raw.stories),
    adrs: folder(raw.adrs),
    models: Object.fromEntries(Object.entries(given.models ?? {}).map(([name, model]) => [name, modelOf(model)])),
    agents: { ...DEFAULTS.agents, ...given.agents },
    roles: rolesOf(given.roles),
    gates: raw.gates.map(gateOf),
    parallel: {
      mode: parallel.mode,
      jobs: parallel.jobs,
      conflicts: parallel.conflicts,
      sessions: parallel.sessions,
      staggerMs: durationMs(parallel.stagger)!,
      memoryFloorBytes: byteSize(parallel.memoryFloor)!,
      maxLoad: parallel.maxLoad,
      keywords: parallel.keywords,
    },
    integrate: { ...DEFAULTS.integrate, ...given.integrate },
    budget: budgetOf({ ...DEFAULTS.budget, ...given.budget }),
    repeats: { ...DEFAULTS.repeats, ...given.repeats },
    timeouts: {
      idleMs: durationMs(timeouts.idle)!,
      wallMs: durationMs(timeouts.wall)!,
      quotaMs: durationMs(timeouts.quota)!,
      outageMs: durationMs(timeouts.outage)!,
      approvalMs: durationMs(timeouts.approval)!,
    },
    worktree: worktreeOf(given.worktree),
    sandbox: sandboxOf(given.sandbox),
    permissions: { ...DEFAULTS.permissions, ...given.permissions },
    report: reportOf(given.report),
  };
}

function worktreeOf(given: RawConfig['worktree'] = {}): Config['worktree'] {
  const { diskFloor, ports, ...rest } = { ...DEFAULTS.worktree, ...given };
  const [first = PORTS[0], last = PORTS[1]] = ports ?? [];
  return { ...rest, ports: [Math.min(first, last), Math.max(first, last)], diskFloorBytes: byteSize(diskFloor)! };
}

function sandboxOf(given: RawConfig['sandbox'] = 'none'): Config['sandbox'] {
  if (given === 'none') return { use: 'none' };
  if (Array.isArray(given)) return { use: 'command', command: given };
  const { use, ...more } = typeof given === 'string' ? { use: given as 'bwrap' | 'srt' } : given;
  return { use, writable: [], readable: [], hidden: [], domains: [], ...more };
}

function reportOf({ shared, iterations }: NonNullable<RawConfig['report']> = {}): Config['report'] {
  return {
    ...(shared === undefined ? {} : { shared: folder(shared) }),
    ...(iterations === undefined ? {} : { iterations: { from: dayMs(iterations.from) ?? Number.NaN, days: iterations.days } }),
  };
}

/** The config of a repository that has none. */
export const DEFAULT_CONFIG: Config = completeConfig({});

/** As git writes paths: no `./` before, no `/` behind. */
function folder(written: string): string {
  return (
    written
      .replaceAll('\\', '/')
      .replace(/^(?:\.\/)+/, '')
      .replace(/\/+$/, '') || '.'
  );
}

type RawBudget = NonNullable<RawConfig['budget']>;
type RawAllowance = NonNullable<RawBudget['perStory']>[string];

function budgetOf(given: RawBudget & Pick<Allowances, 'onExceed' | 'countCacheReads'>): Allowances {
  const { overall, usd, perStory = {}, perRole = {}, perCommand = {}, onExceed, countCacheReads } = given;
  const all = (by: Readonly<Record<string, RawAllowance>>): Readonly<Record<string, Allowance>> =>
    Object.fromEntries(Object.entries(by).map(([name, written]) => [name, allowanceOf(written)]));
  return {
    run: { ...(overall === undefined ? {} : allowanceOf(overall)), ...(usd === undefined ? {} : { usd }) },
    stories: all(perStory),
    roles: all(perRole),
    commands: all(perCommand),
    onExceed,
    countCacheReads,
  };
}

function allowanceOf(written: RawAllowance): Allowance {
  if (typeof written !== 'object') return { tokens: tokenCount(written)! };
  const { tokens, usd } = written;
  return { ...(tokens === undefined ? {} : { tokens: tokenCount(tokens)! }), ...(usd === undefined ? {} : { usd }) };
}

function gateOf(given: Gate): GateConfig {
  const { timeout, ...gate } = { ...GATE_DEFAULTS, ...given };
  return { ...gate, timeoutMs: durationMs(timeout)! };
}

function modelOf({ smartZone, window, ...model }: Model): ModelConfig {
  return {
    ...model,
    ...(smartZone === undefined ? {} : { smartZone: zoneOf(smartZone) }),
    ...(window === undefined ? {} : { window: tokenCount(window)! }),
  };
}

function zoneOf({ warn, hard, source = 'config' }: NonNullable<Model['smartZone']>): NonNullable<ModelConfig['smartZone']> {
  return { warnTokens: tokenCount(warn)!, hardTokens: tokenCount(hard)!, source };
}
