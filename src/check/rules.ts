import type { StoryStatus } from '../model/card.ts';
import type { Problem, Reason, Severity } from '../model/problem.ts';

/** How one way to fail is judged. */
export interface Rule {
  readonly severity: Severity;
  /** Instead of `severity`, where a near name shows that it is a slip. */
  readonly whenNear?: Severity;
  /** What the rule asks for, in one sentence. */
  readonly summary: string;
  /** How far two figures may be apart: the larger of a share of the measured one and a number of tokens. */
  readonly tolerance?: Tolerance;
  /** Stories in these states are asked; all but dropped ones where nothing is said. */
  readonly asks?: readonly StoryStatus[];
}

export interface Tolerance {
  readonly share: number;
  readonly tokens: number;
}

const TOLERANCE: Tolerance = { share: 0.1, tokens: 50 };
/** A draft is being thought about: only its references and rings are looked at. A dropped story is only its id. */
const PROMISED: readonly StoryStatus[] = ['ready', 'blocked'];
const READY: readonly StoryStatus[] = ['ready'];

const error = (summary: string): Rule => ({ severity: 'error', summary });
const warning = (summary: string): Rule => ({ severity: 'warning', summary });
const note = (summary: string): Rule => ({ severity: 'note', summary });

/** Every rule there is, one for each way to fail. */
export const RULES: { readonly [R in Reason]: Rule } = {
  unreadable: error('A card is a regular file inside the repository.'),
  'too-large': error('A card has at most 256 kB, its front matter 64 kB.'),
  'not-utf8': error('A card is UTF-8 text.'),
  'front-matter-missing': error('A story begins with its front matter, on the first line.'),
  'front-matter-unclosed': error('Front matter ends with a line `---`.'),
  'front-matter-not-yaml': error('Front matter is YAML.'),
  'yaml-syntax': error('Front matter can be parsed.'),
  'yaml-tab': error('Front matter is indented with spaces.'),
  'yaml-duplicate-key': error('A key is written once.'),
  'yaml-alias': error('Front matter has no aliases.'),
  'yaml-tag': error('Front matter has no tags.'),
  'yaml-two-documents': error('Front matter is one document.'),
  'yaml-too-deep': error('Front matter is nested at most 32 deep.'),
  'markdown-too-complex': error('Markdown can be parsed in reasonable time.'),
  'wrong-value': error('A value has the type and form of its key.'),
  'missing-key': error('Required keys are there.'),
  'unknown-key': error('Keys of a story are known ones, or begin with `x-`.'),
  'adr-unknown-key': {
    severity: 'note',
    whenNear: 'warning',
    summary: 'Keys of an ADR are known ones, or those of another tool.',
  },
  'bad-id': error("A story's id can be a branch, a folder and the name of a target."),
  'id-differs': error("A story's `id` is its file's stem."),
  'skipped-file': note('Files that are no cards are left alone.'),
  'shared-damaged': warning('A file of the shared ledger is as it was written; another is not believed.'),

  'duplicate-id': error('An id belongs to one card, without regard to case.'),
  'unknown-adr': error('ADRs that are named exist.'),
  'unknown-story': error('Stories that are named exist, or are integrated.'),
  ring: error('Neither stories nor ADRs nor subtasks wait for themselves.'),
  'subtask-outside': error("A subtask's files are among its story's."),
  'subtasks-overlap': warning('Subtasks that are to run side by side have files of their own.'),
  'shared-without-files': error('In a shared checkout a story declares the files it may change.'),
  'shared-with-subtasks': error('In a shared checkout a story has one session at a time.'),
  'subtasks-with-roles': error('A story with subtasks is built without roles.'),
  'budget-missing': { ...error('A ready story has a budget.'), asks: READY },
  'acceptance-missing': { ...error('A ready story has acceptance criteria.'), asks: READY },
  'files-undeclared': { ...note('A ready story says which files it may change.'), asks: READY },
  'case-differs': warning('Paths are written in the case in which git tracks them.'),
  // A floor also grows when another story lands in its context: that is nobody's mistake. A weight only changes with its ADR.
  'floor-differs': { ...warning('A declared floor is the measured one.'), tolerance: TOLERANCE, asks: PROMISED },
  'ceiling-differs': { ...warning('A declared ceiling is floor and working together.'), tolerance: TOLERANCE, asks: PROMISED },
  'weight-differs': { ...error("An ADR's declared weight is the measured one."), tolerance: TOLERANCE },
  'weight-missing': note('An ADR declares its weight.'),
  'contract-missing': warning('An ADR says what it decides, what others may rely on, and what it leaves open.'),
  'lock-missing': warning('An accepted ADR is locked in by tests.'),
  'adr-used-once': warning('An ADR is a contract between stories: more than one has it in scope.'),
  'adr-not-in-force': warning('ADRs in scope are in force.'),
  'dangling-reference': error("What 'Does not decide' refers to exists."),
  'lock-file-gone': error('Test files that lock an ADR in exist.'),
  'lock-test-gone': error('Tests that lock an ADR in exist.'),
  'lock-changed': error('Tests that lock an ADR in say what they said when they were confirmed.'),
  'lock-pending': note('A test that is still to be written lies in the files of an open story.'),
  'context-nothing': warning('Context names files that exist.'),
  'context-outside': error('Context lies inside the repository.'),
  'context-binary': error('Context is text.'),
  'context-too-many': error('A glob of context names a bounded number of files.'),
  'unknown-model': { ...error("A budget's model is a known one."), asks: PROMISED },
  'idle-model': warning('Models of the config are known ones, say what they hold or cost, or are asked for.'),
  'unknown-gate': { ...error('Gates that a story names are in the config.'), asks: PROMISED },
  'unknown-agent': { ...warning("A story's type is an agent's name, or unlike any."), asks: PROMISED },
  'over-zone': error("A story's ceiling fits into the smart zone of its model."),

  'git-missing': error('git can be run.'),
  'not-a-repository': error('xpar works in a git repository.'),
  'bare-repository': error('The repository has a checkout.'),
  'repository-refused': error('git trusts the repository.'),
  'no-commits': error('The repository has a commit to start from.'),
  'no-base': error('There is a base branch.'),
  'no-stories': error('There are stories.'),
  'no-gates': error('There is a command that judges.'),
  'no-bootstrap': warning('The agent policy of `xpar init` is in place; without it lanes run one at a time.'),
  'config-invalid': error('The config has the keys and values of its schema.'),
  'changed-meanwhile': error('A word holds for what the person saw.'),
  'config-untrusted': error('A config that is code runs where a person has trusted exactly what it is made of.'),
  'no-home': error('There is a folder of the person to keep their word in.'),
  'config-failed': error('The config can be loaded.'),
  'many-configs': error('There is one config.'),
  'unknown-target': error('Targets that are asked for exist.'),
  'bad-argument': error('Arguments have the form of their option.'),
  'agent-unusable': error('The agent can be run.'),
  'agent-updated': warning('An agent stays the program it is while a build runs.'),
  'sandbox-unusable': error('A sandbox that is asked for works.'),
  'no-lane': error('A server of a lane has a lane.'),
  'answered-already': error('Of several answers to what a build asks the first holds.'),
  'answer-from-lane': error('A person answers what agents ask.'),
  'build-running': error('One build runs at a time.'),
  'no-build': error('A build is running, where one is to be shown or stopped.'),
  'build-out-of-reach': error('A build is shown and stopped on the machine that it runs on.'),
  'build-killed': error('A build ends by itself.'),
  'build-not-begun': error('A build begins once it is started.'),
  'state-newer': error('What a run keeps was written by this version or an older one.'),
  'state-damaged': error('What a run keeps is whole.'),
  'state-linked': error('What a run keeps stands in the repository itself.'),
  'state-torn': warning('A record cut short by a crash is dropped.'),
  'not-writable': error('xpar can write its records, and cards where it is asked to.'),
  'folder-not-empty': error('A new example goes into an empty folder.'),
  'file-exists': error('A new card does not replace a file.'),
  'import-unknown': error("What is imported are another tool's tasks."),
  'not-imported': error('A task that is imported can be a card.'),
  'branch-in-the-way': error("A story's branch can be made."),
  'checked-out': error('No checkout stands on the branch that xpar moves.'),
  'nothing-to-land': note('There is finished work to land.'),
  'cannot-fast-forward': error('Landing only moves the base forward.'),
  'wrong-branch': error('Landing happens on the base branch.'),
  'in-progress': error('No merge, rebase or bisect is under way.'),
  'not-shared': error('A ledger is shared in a folder that the config names.'),
  'export-failed': error('The receiver of an export takes all of it.'),
  'no-session': error('A session that is asked about has run, and its trace is kept.'),
  'base-unknown': error('An agent tells its own context, or what a request takes.'),
  'not-confirmed': error('What costs or changes something is confirmed by a person.'),
  'plan-unreadable': error('A plan is a file that `xpar plan --out` wrote, whole.'),
  'plan-newer': error('A plan was written by this version or an older one.'),
  'plan-elsewhere': error('A plan belongs to this repository.'),
  'watches-used-up': warning('The system has file watches to give.'),
  'plan-changed': error('A build held to a plan runs exactly what was priced.'),

  'model-refused': error('A story runs on the model it is budgeted for.'),
  'agent-ended': error('A session ends by finishing its work.'),
  'agent-looped': error('An agent does not go in circles.'),
  'share-outgrown': warning('A story stays within its share of a session that several take turns in.'),
  'nothing-done': error('A session changes something.'),
  'setup-failed': error('A worktree can be set up.'),
  'included-committed': error('Files that `.worktreeinclude` copied into a worktree stay out of its commit.'),
  'include-left-out': warning('Files that `.worktreeinclude` names are files, not links.'),
  'teardown-failed': warning('What a worktree set up is taken down.'),
  'no-port': error('Each lane has a port of its own.'),
  'disk-low': error('There is more room on the disk than `worktree.diskFloor`.'),
  'lane-broke': error('A lane runs to its end.'),
  'worktree-failed': error('A worktree can be made.'),
  'gate-red': error('Gates are green.'),
  'no-tests-ran': error('A gate that reports tests ran some.'),
  'too-few-tests': error('A gate that reports tests ran as many as its config says there are.'),
  'tests-gone': error('A gate that reports tests ran all that ran on what the work stands on.'),
  'outside-scope': error("A lane changes only its story's files."),
  'repository-within': error('A lane adds files, not repositories.'),
  'case-twins': error('A lane adds no file that differs from another in case alone.'),
  'markers-left': error('A lane leaves no conflict markers.'),
  'merge-conflict': error('A lane merges without conflicts.'),
  'suite-red': error('The full gate is green after every wave.'),
  'suite-flaky': error('A suite says the same of the same tree twice.'),
  'base-red': error('The full gate is green on the base.'),
  'locked-touched': error('What a test-writer left is as it was after the roles behind it.'),
  'no-verdict': error('A reviewer says in a form that can be read whether it accepts.'),
  'review-refused': error('A reviewer accepts the work.'),
  'subtask-failed': error('Every subtask of a story gets through.'),
  'subtask-conflict': error('The work of subtasks merges.'),
  'protected-touched': error('A lane leaves protected files and locked tests alone.'),
  'base-conflict': error('The base merges into the integration branch.'),
  'integration-moved': error('Only xpar moves the integration branch during a build.'),
  'git-tampered': error('What git obeys (config, hooks, attributes, pointers) is not changed by a lane.'),
  'refs-put-back': warning('Only xpar moves its own refs during a build.'),
  'refs-rewound': warning("A person's branches, tags and stash lose no commit while lanes run."),
  'edit-outside': error('In a shared checkout nothing is edited outside the files of those at work in it.'),
  'checkout-moved': warning('A shared checkout stays on the commit that xpar put it on.'),
  'checkout-left': warning('What a killed build left in a shared checkout belongs to one of its lanes.'),
  'refs-moved': note("A person's branches are moved by the person."),
  'attempts-used': error('A story gets through within its tries.'),
  'session-cut': warning('A session ends before its build does.'),
  'work-adopted': note('Finished work is committed before its build ends.'),
  'handoff-differs': note('An agent tells what it did.'),
  'notify-failed': warning('The command of `notify` works.'),
  'lock-reclaimed': note('Files that a build holds are let go at its end.'),
  'files-held': warning('A lane with work standing is gone on with before others touch its files.'),
  'disk-trouble': error('Files that xpar needs can be read and written.'),
  'files-exhausted': error('The system lets xpar open the files it needs.'),
  'git-failed': error('git does what it is asked, in time.'),
  'disk-full': error('There is room on the disk.'),

  'not-integrated': error('A word is given on a story that is integrated.'),
  'not-accepted': error('Under `acceptance: story` only accepted stories land.'),
  'reject-dependents': error('A story that others were built on is sent back together with them.'),
  'reject-conflict': error('What a rejected story brought in can be taken out.'),
  'base-side-red': error('The full gate is green with the side that a person takes.'),
  'reject-red': error('The full gate is green without a rejected story.'),
  rejected: error('A story is what its person meant.'),
  'push-refused': error('A remote takes the branches of pull requests.'),
  'pull-request-failed': error('gh opens the pull requests it is asked for.'),
};

/** The weight of one problem. */
export function severityOf(problem: Problem): Severity {
  const { severity, whenNear } = RULES[problem.reason];
  return whenNear !== undefined && 'suggestion' in problem && problem.suggestion !== undefined ? whenNear : severity;
}

/** Is a story in this state asked to keep the rule? */
export function isAsked(reason: Reason, status: StoryStatus): boolean {
  return RULES[reason].asks?.includes(status) ?? status !== 'dropped';
}

/** Are these figures further apart than the rule allows? */
export function differs(reason: Reason, declared: number, measured: number): boolean {
  const { share, tokens } = RULES[reason].tolerance ?? { share: 0, tokens: 0 };
  return Math.abs(declared - measured) > Math.max(share * measured, tokens);
}
