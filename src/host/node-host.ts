import process from 'node:process';
import { discreet } from './discretion.ts';
import type { Host } from './host.ts';
import { nodeClock } from './node-clock.ts';
import { nodeCommands } from './node-commands.ts';
import { nodeFiles } from './node-files.ts';
import { nodeGit } from './node-git.ts';
import { nodeLock } from './node-lock.ts';
import { nodeMachine } from './node-machine.ts';
import { nodeMerger } from './node-merger.ts';
import { nodeTerminal } from './node-terminal.ts';
import { nodeTokenizer } from './node-tokenizer.ts';
import { nodeWatcher } from './node-watcher.ts';
import { nodeWeb } from './node-web.ts';
import { nodeWorkers } from './node-workers.ts';

/** The real world behind every port. */
export function nodeHost(cwd?: string): Host {
  const discretion = discreet(process.env);
  return {
    files: nodeFiles(),
    git: nodeGit(),
    merger: nodeMerger,
    commands: nodeCommands(discretion),
    tokenizer: nodeTokenizer(),
    clock: nodeClock(),
    terminal: nodeTerminal((text) => discretion.redacted(text)),
    lock: nodeLock(),
    watcher: nodeWatcher(),
    machine: nodeMachine(cwd),
    workers: nodeWorkers(),
    web: nodeWeb(),
  };
}
