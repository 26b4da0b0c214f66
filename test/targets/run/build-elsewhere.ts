import type { Holder, Host } from '../../../src/host/host.ts';
import type { Told } from '../../../src/model/event.ts';
import { recordFile, recordText, type RecordLine } from '../../../src/record/build-record.ts';
import { layoutOf } from '../../../src/record/layout.ts';
import { manualClock } from '../../rig/manual-clock.ts';
import { memoryFiles, type MemoryFiles } from '../../rig/memory-files.ts';

export const layout = layoutOf('/repo/.git');
export const HOLDER: Holder = { pid: 7, host: 'here', startedAt: 1_000, command: 'xpar build add', born: 'then' };
export const RECORD = recordFile(layout, HOLDER);

/** A build that another process of this machine is at, in memory. */
export interface BuildElsewhere {
  readonly host: Host;
  readonly files: MemoryFiles;
  readonly clock: ReturnType<typeof manualClock>;
  /** Who has the lock. */
  holder: Holder | undefined;
  /** Puts it on record. */
  tells(...lines: readonly (Told | Extract<RecordLine, { end: unknown }>)[]): void;
  /** Its last line, and then it lets go of the lock. */
  ends(exit: number): void;
  /** How often it was signalled; what comes of it. */
  signals: number;
  onSignal: () => Awaited<ReturnType<Host['lock']['interrupt']>>;
  /** Has anybody the lock? */
  isHeld: boolean;
}

export function buildElsewhere(env: Readonly<Record<string, string>> = {}, platform = 'linux'): BuildElsewhere {
  const files = memoryFiles({ [RECORD]: '' });
  const clock = manualClock();
  const there: Omit<BuildElsewhere, 'host'> = {
    files,
    clock,
    holder: HOLDER,
    tells(...lines) {
      const told = lines.map((line): RecordLine => ('end' in line ? line : { at: clock.now(), ...line }));
      files.contents.set(RECORD, (files.contents.get(RECORD) ?? '') + recordText(told));
    },
    ends(exit) {
      there.tells(ending(exit));
      there.holder = undefined;
    },
    signals: 0,
    onSignal: () => 'sent',
    isHeld: false,
  };
  const host = {
    files,
    clock,
    machine: { cwd: '/repo', hostname: 'here', env, platform, pid: 3, program: ['node', 'xpar.mjs'] },
    git: { version: async () => '2.50', repository: async () => ({ top: '/repo', commonDir: '/repo/.git' }) },
    lock: {
      holder: async () => there.holder,
      isHeld: async () => there.isHeld,
      interrupt: async () => {
        there.signals++;
        return there.onSignal();
      },
    },
  } as unknown as Host;
  return Object.assign(there, { host });
}

export const STARTED = { t: 'started', story: 'add', step: 'gate', attempt: 1 } as const;

/** An end as every build that comes to it has. */
export function ending(exit: number): Extract<RecordLine, { end: unknown }> {
  return { end: { exit, problems: [] } };
}
