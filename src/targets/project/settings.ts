import type { TreeEntry } from '../../host/host.ts';
import type { AgentConfig } from '../../model/config.ts';
import { digestOf } from '../../stale/fingerprint.ts';

/** Files that agents read by themselves, at the top of the repository. */
export const INSTRUCTIONS: readonly string[] = [
  'AGENTS.md',
  'CLAUDE.md',
  'GEMINI.md',
  '.claude/CLAUDE.md',
  '.claude/settings.json',
  '.mcp.json',
];

export interface InstructionFile {
  readonly path: string;
  readonly blob: string;
}

/** Those of them that a commit's tree has. */
export function instructionFiles(tree: ReadonlyMap<string, TreeEntry>): readonly InstructionFile[] {
  return INSTRUCTIONS.flatMap((path) => {
    const entry = tree.get(path);
    return entry?.mode.startsWith('100') === true ? [{ path, blob: entry.blob }] : [];
  });
}

/** Digest of what an agent's base hangs on beside its version and model. */
export function settingsKey(config: AgentConfig | undefined, instructions: readonly InstructionFile[]): string {
  return digestOf(JSON.stringify([config, instructions.map(({ path, blob }) => [path, blob])]));
}
