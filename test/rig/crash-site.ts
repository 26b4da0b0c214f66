import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { openWorkshop, type Workshop } from './workshop.ts';
import type { Going, Ran } from './xpar-cli.ts';

const AGENT = path.join(import.meta.dirname, '../fixtures/e2e/crash/agent.mjs');

/** A workshop whose agents need nobody, where xpar can be made to die at any of its failpoints. */
export interface CrashSite {
  readonly workshop: Workshop;
  /** Builds `sum`, and `add` which it needs; with `failpoint`, until that. */
  build(failpoint?: string): Promise<Ran>;
  /** Begins the same build, in a process group of its own. */
  start(): Going;
  /** `build -q`: its exit code. */
  question(): Promise<number | null>;
  /** Stories of all sessions that an agent began, in order. */
  starts(): readonly string[];
  /** Tokens of all requests that agents told, by their own count. */
  told(): number;
}

/** Sets the abacus at `template` up for crashes; `bin` is another build of xpar than this project's. */
export async function openCrashSite(template: string, bin?: string): Promise<CrashSite> {
  const workshop = await openWorkshop(template);
  const started = path.join(workshop.root, 'starts');
  workshop.configure({
    agents: { default: { kind: 'command', command: [process.execPath, AGENT], env: ['XPAR_STARTS'] } },
  });
  workshop.commit('Agents that need nobody');
  const lines = (): string[] => (existsSync(started) ? readFileSync(started, 'utf8').trimEnd().split('\n') : []);
  return {
    workshop,
    build: (failpoint) => {
      const env = { XPAR_STARTS: started, ...(failpoint === undefined ? {} : { XPAR_FAILPOINT: failpoint }) };
      return workshop.xparWith({ env, ...(bin === undefined ? {} : { bin }) }, 'build', 'sum', '--json');
    },
    start: () => workshop.start(['build', 'sum', '--json'], { env: { XPAR_STARTS: started }, ownGroup: true }),
    question: async () => (await workshop.xparWith({ env: { XPAR_STARTS: started } }, 'build', 'sum', '-q')).code,
    starts: () => lines().filter((line) => !line.startsWith('request')),
    told: () => lines().reduce((sum, line) => sum + Number(/^request (\d+)$/.exec(line)?.[1] ?? 0), 0),
  };
}

/** Names of the failpoints a whole build passes, the first being number 1. */
export async function pointsOf(site: CrashSite): Promise<readonly string[]> {
  const counted = await site.build('0');
  return [...counted.stderr.matchAll(/^failpoint \d+ (.*)$/gm)].map(([, name]) => name!);
}
