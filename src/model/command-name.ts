import type { AgentConfig } from './config.ts';

const SLASH = /^\/[A-Za-z][\w:-]*$/;

/**
 * A command without its arguments, as budgets know it: the slash command it is told to do (`claude -p "/review src"` is
 * `/review`), else the program's name without its folder.
 */
export function commandName(argv: readonly string[]): string {
  const [program = '', ...args] = argv;
  const words = args.map((arg) => arg.trim().split(/\s+/)[0]!);
  const slash = words.find((word) => SLASH.test(word));
  return slash ?? program.replace(/^.*[/\\]/, '').replace(/\.(?:exe|cmd|bat)$/i, '');
}

/** The command that an agent of the config is started with. */
export function agentCommand({ kind, command = [kind] }: AgentConfig): string {
  return commandName(command);
}
