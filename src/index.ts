import type { RawConfig } from './model/generated/config.ts';
import type { AcpAgent, ClaudeAgent, CodexAgent, CommandAgent } from './model/config.ts';

/** What `xpar.config.ts` exports: every key has a default. */
export type XparConfig = RawConfig;

/** Gives the config back as it is: for the types in an editor. */
export function defineConfig(config: XparConfig): XparConfig {
  return config;
}

/** Claude Code, your own binary; `profile: 'lean'` (the default) starts it with a base of about 6k tokens instead of 19k. */
export function claude(options: Omit<ClaudeAgent, 'kind'> = {}): ClaudeAgent {
  return { kind: 'claude', ...options };
}

/** Codex, your own binary, in a home of its own for every session; `profile: 'default'` brings your settings in. */
export function codex(options: Omit<CodexAgent, 'kind'> = {}): CodexAgent {
  return { kind: 'codex', ...options };
}

/** Any agent that speaks the Agent Client Protocol, such as `['opencode', 'acp']`. */
export function acp(options: Omit<AcpAgent, 'kind'>): AcpAgent {
  return { kind: 'acp', ...options };
}

/** Any program as an agent: it gets the brief, works in the worktree, and its exit code says whether it finished. */
export function command(options: Omit<CommandAgent, 'kind'>): CommandAgent {
  return { kind: 'command', ...options };
}
