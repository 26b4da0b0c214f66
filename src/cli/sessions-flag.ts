import { Option } from 'commander';
import type { Sessions } from '../model/config.ts';

export interface SessionsOption {
  readonly sessions?: Sessions;
}

/** `--sessions`: over `parallel.sessions` of the config. */
export function sessionsFlag(): Option {
  return new Option('--sessions <how>', 'a session for each story, or one for several small ones that fit it together').choices([
    'own',
    'packed',
  ] satisfies readonly Sessions[]);
}

export function sessionsIn({ sessions }: SessionsOption): SessionsOption {
  return sessions === undefined ? {} : { sessions };
}
