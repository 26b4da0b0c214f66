import type { PlanChange, SetupProblem } from '../model/problem.ts';
import { BUILD_WORDS } from './problem-words-build.ts';
import { IMPORT_WORDS } from './problem-words-import.ts';
import { counted, listed, meant, type WordsFor } from './problem-words.ts';

/** Words for a repository, a config or a command line that is not as a command needs it. */
export const SETUP_WORDS: WordsFor<SetupProblem> = {
  'git-missing': ({ found }) => ({
    what: found === undefined ? 'git was not found' : 'this git is too old',
    expected: 'git 2.38 or newer on the PATH',
    ...(found === undefined ? {} : { found }),
  }),
  'not-a-repository': ({ folder }) => ({ what: 'no git repository here', found: folder, hint: 'git init, or -C DIR' }),
  'bare-repository': ({ folder }) => ({ what: 'a bare repository has no cards to read', expected: 'a checkout', found: folder }),
  'repository-refused': ({ detail }) => ({ what: 'git refuses this repository', found: detail }),
  'no-commits': ({ folder }) => ({
    what: 'this repository has no commit yet',
    found: folder,
    hint: 'commit something: lanes start from a commit',
  }),
  'no-base': ({ branch, detached }) => ({
    what: 'there is no base branch to work from',
    expected: branch === undefined ? 'a branch' : `the branch ${branch}`,
    found: detached ? 'a detached HEAD' : 'no such branch',
    hint: 'switch to a branch, or set `base` in the config',
  }),
  'no-stories': ({ folder }) => ({
    what: 'there are no stories',
    expected: `stories in ${folder}`,
    found: 'none',
    hint: 'xpar new story <id>',
  }),
  'no-gates': () => ({
    what: 'nothing to judge the work with',
    expected: '`gates` in the config, or a test command that can be detected',
    found: 'none',
    hint: "gates: [{ name: 'test', command: ['npm', 'test'] }]",
  }),
  'no-bootstrap': () => ({
    what: 'the agent policy is not in place: lanes run one at a time',
    expected: "xpar's block in AGENTS.md",
    found: 'none',
    hint: 'xpar init',
  }),
  'config-invalid': ({ path, expected, found, suggestion }) => ({
    what: `${path} in the config is not valid`,
    expected,
    found,
    ...meant(suggestion),
  }),
  'config-failed': ({ file, detail }) => ({ what: `${file} failed to load`, found: detail }),
  'many-configs': ({ files }) => ({
    what: 'more than one config',
    expected: 'one',
    found: listed(files),
    hint: 'remove all but one',
  }),
  'unknown-target': ({ name, suggestion, known }) => ({
    what: `there is no target ${name}`,
    expected: `a story, story:step or :step; stories: ${listed(known)}`,
    ...meant(suggestion),
  }),
  'bad-argument': ({ name, found, expected, suggestion }) => ({
    what: `${name} cannot be ${found === '' ? 'empty' : found}`,
    expected,
    found: found === '' ? 'nothing' : found,
    ...meant(suggestion),
  }),
  'agent-unusable': ({ agent, detail }) => ({
    what: `the agent ${agent} cannot be used`,
    found: detail,
    hint: 'install or log in to it, or name another one in `agents` of the config',
  }),
  'agent-updated': ({ agent, from, to }) => ({
    what: `the agent ${agent} was updated while the build ran`,
    expected: from,
    found: to,
    hint: 'each session stands in the ledger under its own version; switch its updates off while builds run',
  }),
  'sandbox-unusable': ({ sandbox, detail }) => ({
    what: `the sandbox \`${sandbox}\` does not work here: ${detail}`,
    expected: 'a program that runs in it',
    hint: 'install or allow what it needs (bubblewrap: user namespaces), or set `sandbox` to none and know that agents run with your rights',
  }),
  'no-lane': ({ folder }) => ({
    what: `${folder} is no lane of xpar's`,
    expected: 'the outbox of a session, as an agent is given it when it is started',
    found: 'no lane.json there that can be read',
    hint: 'set `mcp: true` for the agent in the config; xpar build starts the server',
  }),
  'answer-from-lane': ({ session }) => ({
    what: 'an agent cannot answer for a person',
    expected: 'a terminal of your own',
    found: `the session ${session}`,
    hint: 'xpar inbox, in a terminal that no agent started',
  }),
  ...BUILD_WORDS,
  'state-newer': ({ found, known, folder }) => ({
    what: `${folder} was written by a newer xpar`,
    expected: `version ${known} or older`,
    found: `version ${found}`,
    hint: 'update xpar',
  }),
  'state-damaged': ({ file, line, detail }) => ({
    what: `${file} is damaged at line ${line}`,
    found: detail,
    hint: 'xpar doctor --repair keeps the file and rebuilds what git and its sound lines hold',
  }),
  'state-linked': ({ path }) => ({
    what: `${path} is a link: what a run keeps would stand somewhere else`,
    expected: 'a folder',
    found: 'a link',
    hint: 'remove the link; the next build makes the folder',
  }),
  'state-torn': ({ file, bytes }) => ({
    what: `the last record of ${file} was cut short and is dropped`,
    found: `${counted(bytes)} bytes`,
  }),
  'not-writable': ({ path, detail }) => ({ what: `${path} cannot be written`, found: detail }),
  'folder-not-empty': ({ folder }) => ({ what: `${folder} is not empty`, expected: 'an empty folder, or none' }),
  'file-exists': ({ file }) => ({ what: `${file} exists`, expected: 'a new file', hint: 'choose another name' }),
  ...IMPORT_WORDS,
  'branch-in-the-way': ({ branch, detail }) => ({
    what: `the branch ${branch} is in the way`,
    found: detail,
    hint: `rename or delete it: git branch -m ${branch} <name>`,
  }),
  'checked-out': ({ branch, path }) => ({
    what: `${branch} is checked out, and a build moves it`,
    expected: 'no checkout on it during a build',
    found: path,
    hint: `git -C ${path} switch another branch`,
  }),
  'nothing-to-land': ({ base }) => ({ what: `nothing to land: ${base} holds all that is integrated` }),
  'cannot-fast-forward': ({ base, integration, because, detail }) => ({
    what: `${base} cannot be moved forward to ${integration}`,
    found: detail,
    ...FORWARD[because],
  }),
  'wrong-branch': ({ on, base }) => ({
    what: 'landing needs the base branch checked out',
    expected: base,
    found: on ?? 'a detached HEAD',
    hint: `git switch ${base}`,
  }),
  'in-progress': ({ operation }) => ({
    what: `a ${operation} is under way in this checkout`,
    expected: 'none',
    hint: `finish or abort the ${operation}`,
  }),
  'not-shared': () => ({
    what: 'nothing says where the shared ledger is',
    expected: '`report.shared` in the config: a folder of the repository',
    found: 'none',
    hint: "report: { shared: 'ledger' }",
  }),
  'export-failed': ({ url, because, detail }) => ({
    what: `the report could not be sent to ${url}`,
    found: detail,
    ...EXPORT[because],
  }),
  'no-session': ({ story, session, of }) => ({
    what: of === 0 ? `no session of ${story} has run` : `there is no trace of session ${session} of ${story}`,
    expected: of === 0 ? 'a session' : `a session from 1 to ${counted(of)} whose folder is still there`,
    found: of === 0 ? 'none' : String(session),
    ...(of === 0 ? { hint: `xpar build ${story}` } : {}),
  }),
  'base-unknown': ({ agent, model, detail }) => ({
    what: `the base of ${agent} on ${model} could not be measured`,
    expected: 'an agent that tells its own context, or the usage of its first request',
    found: detail,
    hint: 'set `baseTokens` of the agent in the config, where you know it',
  }),
  'not-confirmed': ({ what }) => ({
    what: `not confirmed: ${what}`,
    expected: 'a yes',
    found: 'none',
    hint: '--yes says it ahead',
  }),
  'plan-unreadable': ({ file, detail }) => ({
    what: `${file} cannot be read as a plan`,
    expected: 'what xpar plan --out wrote',
    found: detail,
    hint: `xpar plan --out ${file} writes it anew`,
  }),
  'watches-used-up': ({ code }) => ({
    what: 'the system has no file watches left',
    expected: 'one for each folder of cards',
    found: code,
    hint:
      code === 'ENOSPC'
        ? 'files are looked at every second instead; on Linux sysctl fs.inotify.max_user_watches=524288 gives more'
        : 'files are looked at every second instead; ulimit -n, and on Linux sysctl fs.inotify.max_user_instances=512, give more',
  }),
  'plan-newer': ({ file, found, known }) => ({
    what: `${file} was written by a newer xpar`,
    expected: `version ${known} or older`,
    found: `version ${found}`,
    hint: 'update xpar, or plan again with this one',
  }),
  'plan-elsewhere': ({ commit }) => ({
    what: 'the plan is of another repository',
    expected: 'commits that are here',
    found: commit,
    hint: 'git fetch where it is of another clone; else xpar plan --out makes one for this repository',
  }),
  'plan-changed': ({ changes }) => ({
    what: `${counted(changes.length)} ${changes.length === 1 ? 'thing is' : 'things are'} not as they were priced; nothing was started`,
    expected: changes
      .slice(0, CHANGES_SHOWN)
      .map((one) => `${nameOf(one)} ${one.before}`)
      .join('; '),
    found: changes
      .slice(0, CHANGES_SHOWN)
      .map((one) => `${nameOf(one)} ${one.after}`)
      .join('; '),
    hint: 'xpar plan --out prices it anew',
  }),
};

const CHANGES_SHOWN = 5;

function nameOf({ story, part }: PlanChange): string {
  return story === '' ? part : `${story}: ${part}`;
}

/** What keeps a receiver from having it, and what to do about it. */
const EXPORT = {
  unreached: {
    expected: 'a receiver of OTLP over HTTP',
    hint: 'is it running, and is this its address? usually http://localhost:4318',
  },
  timeout: { expected: 'an answer in time', hint: 'OTEL_EXPORTER_OTLP_TIMEOUT sets the milliseconds it may take (10000)' },
  refused: { expected: 'a 2xx answer', hint: 'credentials go into OTEL_EXPORTER_OTLP_HEADERS: name=value,name=value' },
  rejected: { expected: 'all of it to be taken', hint: 'the receiver says what it does not take; its own log has more' },
};

/** What keeps a branch from moving forward, and what to do about it. */
const FORWARD = {
  diverged: { expected: 'a base that is all integrated', hint: 'xpar build takes in what it has gained' },
  changes: { expected: 'no changes of your own in files that landing touches', hint: 'commit them, or git stash' },
  git: { expected: 'git merge --ff-only to go through' },
};
