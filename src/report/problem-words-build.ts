import type { BuildProblem, OutOfReach } from '../model/build-problem.ts';
import { listed, type WordsFor } from './problem-words.ts';

/** Words for the one build of a repository: it is in the way, or it is not there, or nobody here can reach it. */
export const BUILD_WORDS: WordsFor<BuildProblem> = {
  'build-running': ({ pid, host, command }) => ({
    what: 'a build is running in this repository',
    expected: 'one at a time',
    found: `${command} (process ${pid} on ${host})`,
    hint: 'xpar build --attach shows it, xpar stop stops it',
  }),
  'no-build': ({ left }) => ({
    what: 'no build is running in this repository',
    ...(left === undefined
      ? { hint: 'xpar build starts one, with --detach in the background' }
      : {
          found: `the last one, ${left.run}, was ${left.isKilled ? 'killed' : 'interrupted'}${left.stories.length === 0 ? '' : ` while it was at ${listed(left.stories)}`}`,
          hint: 'xpar build goes on from there, with --detach in the background',
        }),
  }),
  'build-out-of-reach': ({ pid, host, command, because }) => {
    const { what, expected, hint } = BEYOND[because];
    return { what, expected, ...(pid === 0 ? {} : { found: `${command} (process ${pid} on ${host})` }), hint: hint(pid) };
  },
  'build-killed': ({ pid, command }) => ({
    what: `the build was killed: ${command} (process ${pid})`,
    expected: 'a last word of its own',
    hint: 'xpar build goes on from what it left',
  }),
  'build-not-begun': ({ detail }) => ({
    what: 'the build ended before it began',
    expected: 'a run that says what it will do',
    found: detail,
    hint: 'xpar build in a terminal shows what happens',
  }),
};

const BEYOND: Readonly<Record<OutOfReach, { what: string; expected: string; hint: (pid: number) => string }>> = {
  astray: {
    what: 'the process that is noted beside the lock does not have the lock',
    expected: 'the note of the build that has it',
    hint: () => 'ctrl-C in the terminal of the build ends it; the next xpar build writes the note anew',
  },
  denied: {
    what: 'the build is a process of another user',
    expected: 'one of yours',
    hint: () => 'xpar stop works for the user who started it',
  },
  elsewhere: {
    what: 'the build runs on another machine',
    expected: 'one of this machine',
    hint: () => 'the same command works there; where that machine is gone, xpar build goes on from what it left',
  },
  'no-build': {
    what: 'what is running is not a build that can be shown or stopped',
    expected: 'xpar build, or xpar watch --build',
    hint: () => 'other commands end by themselves; ctrl-C in its terminal ends it sooner',
  },
  unnamed: {
    what: 'something has the lock, and its note beside it is missing or cannot be read',
    expected: 'a note that names the build',
    hint: () => 'ctrl-C in the terminal of the build ends it; xpar status says how every story stands',
  },
  unproven: {
    what: 'nobody here can tell whether this process is the build or has only come by its number',
    expected: 'a process whose beginning the system tells',
    hint: (pid) => `ctrl-C in its terminal, or kill -INT ${pid} where you know that it is the build`,
  },
  windows: {
    what: 'on Windows a build cannot be stopped from outside',
    expected: 'ctrl-C in its terminal',
    hint: (pid) =>
      `taskkill /T /F /PID ${pid} ends one without a terminal at once; the next xpar build goes on from what it left`,
  },
};
