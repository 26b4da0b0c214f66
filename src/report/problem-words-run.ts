import { sizeText } from '../model/byte-size.ts';
import { renamedText } from '../model/renamed.ts';
import type { MovedRef, RunProblem } from '../model/problem.ts';
import { byHandText } from './base-dilemma-text.ts';
import { counted, listed, type WordsFor } from './problem-words.ts';
import { GATE_WORDS } from './problem-words-gate.ts';
import { MERGE_WORDS } from './problem-words-merge.ts';
import { ROLE_WORDS } from './problem-words-role.ts';
import { SESSION_WORDS } from './problem-words-session.ts';
import { CHECKOUT_WORDS } from './problem-words-checkout.ts';
import { SUBTASK_WORDS } from './problem-words-subtask.ts';

/** Words for lanes that did not get through. What a program printed last stands under `found`, line by line. */
export const RUN_WORDS: WordsFor<RunProblem> = {
  'model-refused': ({ story, budgeted, asked }) => ({
    what: `${story} is not budgeted for ${asked}`,
    expected: budgeted,
    found: asked,
    hint: `change \`budget.model\` on the card, then xpar budget ${story} --write`,
  }),
  'agent-ended': ({ story, outcome, detail, log }) => ({
    what: `the session of ${story} ended: ${outcome}`,
    expected: 'completed',
    found: detail,
    hint: `log: ${log}`,
  }),
  'agent-looped': ({ story, how, action, times, log }) => ({
    what: `the session of ${story} went in circles and was stopped`,
    expected: how === 'denied' ? 'what it is allowed to do' : 'something that goes through, or another way',
    found: `${how === 'denied' ? 'refused' : 'failed'} ${counted(times)} times in a row: ${action}`,
    hint:
      how === 'denied'
        ? `allow it in the agent's settings or say on the card how to do without, then xpar retry ${story}; \`repeats.denials\` is the limit; log: ${log}`
        : `the next try is told; look whether it can work in a lane at all (\`worktree.setup\`); \`repeats.failures\` is the limit; log: ${log}`,
  }),
  'nothing-done': ({ story, log }) => ({
    what: `the session of ${story} changed nothing`,
    expected: 'a change in its files',
    found: 'the tree it began with',
    hint: `log: ${log}`,
  }),
  ...GATE_WORDS,
  ...MERGE_WORDS,
  ...SESSION_WORDS,
  ...ROLE_WORDS,
  ...SUBTASK_WORDS,
  ...CHECKOUT_WORDS,
  'setup-failed': ({ story, command, detail, log }) => ({
    what: `the setup of ${story} failed: ${command}`,
    expected: 'exit code 0',
    found: detail,
    hint: `log: ${log}`,
  }),
  'included-committed': ({ story, paths }) => ({
    what: `${story} would commit files that were copied into its worktree`,
    expected: 'files that .worktreeinclude names to stay ignored',
    found: listed(paths),
    hint: 'nothing of them was committed; where they are not ignored in the base either, commit the .gitignore that names them',
  }),
  'include-left-out': ({ story, paths }) => ({
    what: `.worktreeinclude names what was not copied for ${story}`,
    expected: 'regular files, in folders that are no links',
    found: listed(paths),
    hint: 'name the file that a link leads to, or make the link in `worktree.setup`',
  }),
  'teardown-failed': ({ story, command, detail, log, keeps }) => ({
    what: `the teardown of ${story} failed: ${command}`,
    expected: 'exit code 0',
    found: detail,
    hint: `${keeps ? 'its worktree stands until that goes through, tried again by the next build; ' : ''}log: ${log}`,
  }),
  'no-port': ({ story, first, last }) => ({
    what: `no port is free for ${story}`,
    expected: `one from ${first} to ${last} that nobody listens on and no other lane has`,
    found: 'none',
    hint: 'widen `worktree.ports` in the config',
  }),
  'disk-low': ({ story, volume, freeBytes, floorBytes }) => ({
    what: `${story} is not started: too little room on the file system at ${volume}`,
    expected: `${sizeText(floorBytes)} free`,
    found: `${sizeText(freeBytes)} free`,
    hint: 'make room (xpar doctor shows the file system), or lower `worktree.diskFloor`; xpar build goes on where it stopped',
  }),
  'lane-broke': ({ story, detail }) => ({ what: `the lane of ${story} broke off`, found: detail }),
  'worktree-failed': ({ story, detail }) => ({ what: `no worktree could be made for ${story}`, found: detail }),
  'outside-scope': ({ story, paths, scope, renamed = [] }) => ({
    what: `${story} changed files outside its scope`,
    expected: listed(scope),
    found: listed(paths),
    ...(renamed.length === 0 ? {} : { more: [['renamed', renamedText(renamed)]] }),
    hint: `${renamed.length === 0 ? 'widen `files` on the card if the change is right' : 'name the new path in `files` on the card'}: the work is gated as it stands, by no new session`,
  }),
  'protected-touched': ({ story, paths }) => ({
    what: `${story} changed protected files`,
    expected: 'protected files and locked tests as they were',
    found: listed(paths),
    hint: 'name them in `allow_protected` on the card if the change is right: the work is gated as it stands, by no new session',
  }),
  'base-conflict': ({ base, integration, paths, byHand }) => ({
    what: `${base} conflicts with ${integration}`,
    expected: byHand === true ? 'files that one side or the other can stand for' : 'a clean merge',
    found: listed(paths),
    hint: `${byHand === true ? '' : 'xpar resolve --base takes the side you say, and lanes go on meanwhile; '}by hand: ${byHandText({ base, integration })}; then xpar build goes on`,
  }),
  'integration-moved': ({ kept }) => ({
    what: 'the integration branch was moved during the build',
    expected: 'nobody else moving it',
    found: kept === undefined ? 'it was deleted or moved again' : 'another commit; it was put back',
    hint: kept === undefined ? 'xpar build goes on from where the branch is' : `what stood there is kept as ${kept}`,
  }),
  'git-tampered': ({ stories, what, isBack, kept }) => ({
    what: `${whileWorked(stories)} changed what git obeys`,
    expected: 'config, hooks, attributes and pointers as they were',
    found: listed(what),
    hint: isBack
      ? `it was put back${kept === undefined ? '' : `; what was planted is in ${kept}`}. Was it you? Do it again while nothing runs`
      : 'it is outside the git folder, or gone: look at it before you use git here',
  }),
  'refs-put-back': ({ stories, refs }) => ({
    what: `${whileWorked(stories)} moved refs that are not its own`,
    expected: 'each lane on its own branch',
    found: listed(refs.map(movedText)),
    hint: 'they were put back',
  }),
  'refs-rewound': ({ stories, refs }) => ({
    what: `while ${listed(stories)} worked, refs of yours were deleted or led elsewhere`,
    expected: 'branches, tags and stash as you left them',
    found: listed(refs.map(movedText)),
    hint: 'was it not you, git update-ref REF KEPT puts one back',
  }),
  'refs-moved': ({ stories, refs }) => ({
    what: `while ${listed(stories)} worked, refs of yours were made or moved`,
    found: listed(refs.map(movedText)),
    hint: 'was it you, nothing is wrong',
  }),
  'attempts-used': ({ story, attempts }) => ({
    what: `${story} has used its ${counted(attempts)} tries`,
    expected: 'an edit of the card, or your word',
    hint: `xpar retry ${story}`,
  }),
  'session-cut': ({ story, requests, tokens }) => ({
    what: `a session of ${story} was cut off when its build was killed; it is entered in the ledger now`,
    expected: 'a session that ends before its build',
    found:
      tokens === undefined
        ? 'what it used is unknown'
        : `${counted(tokens)} tokens in ${requests === 1 ? '1 request' : `${counted(requests)} requests`}`,
    hint: 'xpar report shows it',
  }),
  'work-adopted': ({ story }) => ({
    what: `the agent of ${story} had finished when its build was killed: its work is taken up, not done again`,
  }),
  'handoff-differs': ({ story, differences }) => ({
    what: `what the agent of ${story} told is not what was found`,
    expected: 'a handoff that git and the gates bear out',
    found: differences.join('; '),
    hint: 'what git and the gates say counts; handoff.json in its session has both',
  }),
  'notify-failed': ({ command, detail }) => ({
    what: `the command of \`notify\` failed: ${command}`,
    expected: 'exit code 0 within 10 seconds',
    found: detail,
    hint: 'mend `notify` in the config; the build goes on without it',
  }),
  'lock-reclaimed': ({ story, run }) => ({
    what: `the files of ${story} were held by a build that died (run ${run}): they are taken over`,
  }),
  'files-held': ({ story, by }) => ({
    what: `${story} waits for files of ${by}, whose work stands from an earlier run`,
    expected: `${by} integrated`,
    hint: `xpar build ${by} goes on with it; drop its card to abandon it, or leave it to the merge: xpar build ${story} --conflicts optimistic`,
  }),
  'disk-trouble': ({ path, detail }) => ({
    what: `${path} could not be read or written`,
    found: detail,
    hint: 'mend what the system names; xpar build goes on where it stopped',
  }),
  'files-exhausted': ({ detail }) => ({
    what: 'too many files are open',
    expected: 'a limit that leaves room for git, agents and gates',
    found: detail,
    hint: 'raise it (ulimit -n 1024), or run fewer lanes (-j 1); xpar build goes on where it stopped',
  }),
  'git-failed': ({ command, detail, hung }) => ({
    what: hung ? `git ${command} did not end, and was stopped` : `git ${command} failed`,
    expected: 'git to do it',
    found: detail === '' ? 'no word from it' : detail,
    hint: hung
      ? 'look for a file system, filter or credential helper that hangs; xpar build goes on where it stopped'
      : 'mend what git names; xpar build goes on where it stopped',
  }),
  'disk-full': ({ path, volume }) => ({
    what: volume === undefined ? 'no room left on the disk' : `no room left on the file system at ${volume}`,
    found: path,
    hint: 'make room; xpar build goes on where it stopped',
  }),
};

/** One lane did it; of several, one of them. */
function whileWorked(stories: readonly string[]): string {
  return stories.length === 1 ? stories[0]! : `one of ${listed(stories)}`;
}

function movedText({ ref, was, now, kept }: MovedRef): string {
  const name = ref.replace(/^refs\/heads\//, '');
  const way = `${shortRef(was) ?? 'nothing'} -> ${shortRef(now) ?? 'nothing'}`;
  return kept === undefined ? `${name} (${way})` : `${name} (${way}, kept as ${kept})`;
}

function shortRef(at: string | undefined): string | undefined {
  return at !== undefined && /^[0-9a-f]{40,}$/.test(at) ? at.slice(0, 10) : at;
}
