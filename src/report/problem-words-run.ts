import type { RunProblem } from '../model/problem.ts';
import { counted, listed, type WordsFor } from './problem-words.ts';

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
  'nothing-done': ({ story, log }) => ({
    what: `the session of ${story} changed nothing`,
    expected: 'a change in its files',
    found: 'the tree it began with',
    hint: `log: ${log}`,
  }),
  'setup-failed': ({ story, command, detail, log }) => ({
    what: `the setup of ${story} failed: ${command}`,
    expected: 'exit code 0',
    found: detail,
    hint: `log: ${log}`,
  }),
  'lane-broke': ({ story, detail }) => ({ what: `the lane of ${story} broke off`, found: detail }),
  'worktree-failed': ({ story, detail }) => ({ what: `no worktree could be made for ${story}`, found: detail }),
  'gate-red': ({ story, gate, exit, tail, log }) => ({
    what: `${story} is red at gate ${gate} (${exit})`,
    expected: 'exit code 0',
    found: tail,
    hint: `log: ${log}`,
  }),
  'no-tests-ran': ({ story, gate, log }) => ({
    what: `gate ${gate} ran no tests for ${story}`,
    expected: 'at least one test in its report',
    found: 'none',
    hint: `log: ${log}`,
  }),
  'outside-scope': ({ story, paths, scope }) => ({
    what: `${story} changed files outside its scope`,
    expected: listed(scope),
    found: listed(paths),
    hint: 'widen `files` on the card if the change is right',
  }),
  'merge-conflict': ({ story, paths, onto }) => ({
    what: `${story} conflicts with ${onto}`,
    expected: 'a clean merge',
    found: listed(paths),
    hint: `it is built again on top of that; once its tries are used, xpar retry ${story} gives it new ones`,
  }),
  'suite-red': ({ story, gate, tail, log, suspects, locks }) => ({
    what: `with ${story} merged, gate ${gate} is red`,
    expected:
      locks.length === 0
        ? 'exit code 0'
        : `green, and ${locks.map(({ adr, title, test }) => `${adr} locked in by ${test}::${title}`).join(', ')}`,
    found: tail,
    hint: `${suspects
      .map(({ story: id, paths }) => `${id} touched ${listed(paths)}`)
      .concat(`log: ${log}`)
      .join('; ')}`,
  }),
  'base-red': ({ gate, tail, log }) => ({
    what: `gate ${gate} is red on the base, before any story`,
    expected: 'exit code 0',
    found: tail,
    hint: `log: ${log}`,
  }),
  'protected-touched': ({ story, paths }) => ({
    what: `${story} changed protected files`,
    expected: 'protected files and locked tests as they were',
    found: listed(paths),
    hint: 'name them in `allow_protected` on the card if the change is right',
  }),
  'base-conflict': ({ base, integration, paths }) => ({
    what: `${base} conflicts with ${integration}`,
    expected: 'a clean merge',
    found: listed(paths),
    hint: `git switch ${integration}, git merge ${base}, git switch ${base}; then xpar build goes on`,
  }),
  'integration-moved': ({ kept }) => ({
    what: 'the integration branch was moved during the build',
    expected: 'nobody else moving it',
    found: kept === undefined ? 'it was deleted or moved again' : 'another commit; it was put back',
    hint: kept === undefined ? 'xpar build goes on from where the branch is' : `what stood there is kept as ${kept}`,
  }),
  'attempts-used': ({ story, attempts }) => ({
    what: `${story} has used its ${counted(attempts)} tries`,
    expected: 'an edit of the card, or your word',
    hint: `xpar retry ${story}`,
  }),
  'disk-full': ({ path }) => ({
    what: 'no room left on the disk',
    found: path,
    hint: 'make room; the build goes on where it stopped',
  }),
};
