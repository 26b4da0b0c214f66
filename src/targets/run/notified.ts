import type { Host } from '../../host/host.ts';
import type { Tell, Told } from '../../model/event.ts';
import { noticeOf, type Notice } from '../../report/notice.ts';
import { environmentFor } from '../../run/environment.ts';
import { graded } from '../choose/check-project.ts';
import type { Project } from '../project/project.ts';

const LIMIT_MS = 10_000;
/** What a program needs to be seen or heard by whoever sits there. */
const DESKTOP = [
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'XAUTHORITY',
  'XDG_RUNTIME_DIR',
  'DBUS_SESSION_BUS_ADDRESS',
  'TERM_PROGRAM',
  'TMUX',
];

/** Tells on, and runs the configured command when a person is needed or the run has ended. One that fails is told once. */
export function notified(host: Pick<Host, 'commands' | 'machine'>, { config, repository }: Project, tell: Tell): Tell {
  const { notify } = config;
  if (notify === undefined) return tell;
  let failed = false;
  const run = async (notice: Notice): Promise<void> => {
    const argv = notify.map((word) => filled(word, notice));
    const env = environmentFor(host.machine.env, DESKTOP);
    const { code, missing, timedOut, tail } = await host.commands.run({ argv, cwd: repository.top, env, timeoutMs: LIMIT_MS });
    if ((code === 0 && !missing) || failed) return;
    failed = true;
    const detail = missing ? 'there is no such program' : timedOut ? `it took more than ${LIMIT_MS / 1000} s` : tail.trim();
    tell({ t: 'problem', finding: graded({ reason: 'notify-failed', command: notify[0] ?? '', detail }) });
  };
  return (told: Told) => {
    tell(told);
    const notice = noticeOf(told);
    if (notice) void run(notice);
  };
}

/** One pass, so that nothing in a message is taken for a placeholder. */
function filled(word: string, notice: Notice): string {
  return word.replaceAll(/\{(message|event|story|item)\}/g, (_, name: keyof Notice) => notice[name]);
}
