import type { HeldReason } from '../model/target.ts';
import { shown } from '../model/shown.ts';
import { clockText } from './pause-text.ts';
import { apartText, type ApartLike } from './beside-text.ts';
import { decisionText } from './reason-text.ts';
import { tableText } from './table.ts';

/** The shape of targets/'s Locks. */
export interface LocksLike {
  readonly locks: readonly {
    readonly id: string;
    readonly story: string;
    readonly title: string;
    readonly state: 'running' | 'standing' | 'stale';
    readonly files: readonly string[];
    readonly owner?: { readonly pid: number; readonly host: string };
    readonly run?: string;
    readonly since?: number;
    readonly heartbeat?: number;
    readonly heard?: number;
    readonly expiresAt?: number;
    readonly held?: HeldReason;
  }[];
  readonly waits: readonly ({ readonly story: string; readonly for: string } & Pick<ApartLike, 'because' | 'globs'>)[];
}

const STATES = {
  running: 'held',
  standing: 'work stands: the next build goes on from it',
  stale: 'stale: its build died, the next one takes it over',
} as const;

/** Who holds which files, since when, last heard of when, until when at most, and who would have to wait for whom. */
export function locksText({ locks, waits }: LocksLike, nowMs: number): string {
  if (locks.length === 0) return 'No files are held.\n';
  const at = (ms: number | undefined): string => (ms === undefined ? '-' : clockText(ms, nowMs));
  const table = tableText(
    ['story', 'owner', 'since', 'last seen', 'agent heard', 'ends by', 'files', 'objective'].map((head) => ({ head })),
    locks.map(({ story, owner, since, heartbeat, heard, expiresAt, files, title }) => [
      shown(story),
      owner ? `${owner.pid}@${shown(owner.host)}` : '-',
      at(since),
      at(heartbeat),
      at(heard),
      at(expiresAt),
      files.length === 0 ? 'any' : files.map(shown).join(', '),
      shown(title),
    ]),
  );
  const states = locks.map(({ id, story, state, run, held }) => {
    const of = run === undefined ? '' : ` (lock ${shown(id)})`;
    const how = held ? `work stands, and waits: ${decisionText({ state: 'held', reason: held })}` : STATES[state];
    return `${shown(story)}: ${how}${of}`;
  });
  const waiting = waits.map(
    ({ story, for: owner, ...why }) => `${shown(story)} waits for ${apartText({ story: owner, ...why })}`,
  );
  return `${[table, '', ...states, ...(waiting.length > 0 ? ['', ...waiting] : [])].join('\n')}\n`;
}
