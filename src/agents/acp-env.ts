import type { RunSpec } from '../model/agent.ts';
import { QUIET_CLAUDE } from './claude-start.ts';
import { sessionFiles } from './session-files.ts';

/**
 * What an agent of the protocol is started with beside what its config names. Adapters lead it on to the program behind them: to
 * Claude Code a full window is a stop, its memory is not shared with other lanes, it asks the model for nothing of its own
 * accord, and the card's model is one that it has; none updates itself or phones home. Names that a program does not know mean
 * nothing to it. What the caller gave wins.
 */
export function acpEnv({ env, model, story, stateDir }: RunSpec): Readonly<Record<string, string>> {
  return {
    ...(model.startsWith('claude-') ? { ANTHROPIC_CUSTOM_MODEL_OPTION: model } : {}),
    ...QUIET_CLAUDE,
    CLAUDE_CODE_DISABLE_AUTO_MEMORY: '1',
    CLAUDE_CODE_DISABLE_TERMINAL_TITLE: '1',
    CLAUDE_CODE_ENABLE_PROMPT_SUGGESTION: 'false',
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    ...env,
    XPAR_STORY: story,
    XPAR_EVENTS: sessionFiles(stateDir).events,
  };
}
