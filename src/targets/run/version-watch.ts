import type { Tell } from '../../model/event.ts';
import { graded } from '../choose/check-project.ts';

/** Notices an agent that is updated while a build runs: what its sessions tell of it, and what its program says when one has ended. */
export class VersionWatch {
  readonly #tell: Tell;
  /** By the agent's name in the config. */
  readonly #known = new Map<string, string>();

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  /** Told once for each change; an agent that names no version is taken for the same. */
  met(agent: string, version: string): void {
    const before = this.#known.get(agent);
    if (version === '' || version === before) return;
    this.#known.set(agent, version);
    if (before !== undefined)
      this.#tell({ t: 'problem', finding: graded({ reason: 'agent-updated', agent, from: before, to: version }) });
  }
}
