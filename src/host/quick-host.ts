import type { Host } from './host.ts';
import { nodeClock } from './node-clock.ts';
import { nodeFiles } from './node-files.ts';
import { nodeMachine } from './node-machine.ts';
import { nodeTerminal } from './node-terminal.ts';

/** The part of the real world that loads at once. */
export function quickHost(cwd?: string): Pick<Host, 'files' | 'terminal' | 'clock' | 'machine'> {
  return { files: nodeFiles(), terminal: nodeTerminal(), clock: nodeClock(), machine: nodeMachine(cwd) };
}
