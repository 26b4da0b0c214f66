import type { CardProblem } from '../model/problem.ts';
import { CHECKOUT_CARD_WORDS } from './problem-words-checkout.ts';
import { SUBTASK_CARD_WORDS } from './problem-words-subtask.ts';
import { counted, listed, meant, type WordsFor } from './problem-words.ts';

/** Words for cards that do not hold together. */
export const CARD_WORDS: WordsFor<CardProblem> = {
  'duplicate-id': ({ id, other }) => ({
    what: `${id} is taken`,
    expected: 'an id no other card has',
    found: other,
    hint: 'rename one of the files',
  }),
  'unknown-adr': ({ id, suggestion }) => ({ what: `there is no ADR ${id}`, ...meant(suggestion) }),
  'unknown-story': ({ id, suggestion }) => ({ what: `there is no story ${id}`, ...meant(suggestion) }),
  ring: ({ of, ring }) => ({
    what: `${of} wait for each other`,
    expected: 'an order in which each comes after what it needs',
    found: ring.join(' -> '),
    hint: 'take one step out of the ring',
  }),
  ...SUBTASK_CARD_WORDS,
  ...CHECKOUT_CARD_WORDS,
  'budget-missing': ({ id, models = [] }) => ({
    what: `${id} is ready and has no budget`,
    expected: models.length === 0 ? '`budget` with a model' : `\`budget\` with a model, such as ${listed(models)}`,
    found: 'nothing',
    hint: `xpar budget ${id} --write --model NAME`,
  }),
  'acceptance-missing': ({ id }) => ({
    what: `${id} is ready and has no acceptance criteria`,
    expected: 'at least one list item under a heading `Acceptance criteria`',
    found: 'none',
  }),
  'files-undeclared': ({ id }) => ({
    what: `${id} is ready and does not say which files it may change`,
    expected: '`files` with paths and globs',
    found: 'none: it may change any, and runs alone unless `parallel.conflicts` says otherwise',
  }),
  'case-differs': ({ glob, real }) => ({
    what: `${glob} in \`files\` differs in case alone from what git tracks`,
    expected: real,
    found: glob,
    hint: 'as it is written it covers nothing that is there; to rename it, name both',
  }),
  'floor-differs': ({ declared, measured }) => ({
    what: 'the declared floor is not the measured one',
    expected: `${counted(measured)} tokens measured`,
    found: `${counted(declared)} declared`,
    hint: 'xpar budget --write',
  }),
  'ceiling-differs': ({ declared, sum }) => ({
    what: 'the declared ceiling is not floor and working together',
    expected: `${counted(sum)} tokens`,
    found: `${counted(declared)} declared`,
    hint: 'xpar budget --write',
  }),
  'weight-differs': ({ id, declared, measured }) => ({
    what: `the declared weight of ${id} is not the measured one`,
    expected: `${counted(measured)} tokens measured`,
    found: `${counted(declared)} declared`,
    hint: 'xpar budget --write',
  }),
  'weight-missing': ({ id, measured }) => ({
    what: `${id} declares no weight`,
    found: `${counted(measured)} tokens measured`,
    hint: `\`weight: ${measured}\` in its front matter, which xpar budget --write fills in`,
  }),
  'contract-missing': ({ id, section }) => ({
    what: `${id} has no section ${section}`,
    expected: `a heading \`${section}\` with text under it`,
    found: 'nothing',
  }),
  'lock-missing': ({ id }) => ({ what: `no test locks ${id} in`, expected: '`locked_in_by` with a test', found: 'nothing' }),
  'adr-used-once': ({ id, story }) => ({
    what: `only ${story} has ${id} in scope`,
    expected: 'a contract between two stories or more',
    hint: 'a decision of one story is better kept in its card or in a comment',
  }),
  'adr-not-in-force': ({ id, status }) => ({
    what: `${id} is not in force`,
    expected: 'an accepted or proposed ADR',
    found: status,
  }),
  'dangling-reference': ({ id, suggestion }) => ({
    what: `${id} does not exist`,
    expected: 'a story or an ADR that is there',
    ...meant(suggestion),
  }),
  'lock-file-gone': ({ adr, file }) => ({
    what: `a test file that locks ${adr} in is not there`,
    expected: file,
    found: 'no such file',
    hint: 'write the test, or name the one that took its place',
  }),
  'lock-test-gone': ({ adr, file, title, how = 'gone', suggestion }) => ({
    what: `a test that locks ${adr} in ${NOT_RUNNING[how].what}`,
    expected: `${title} in ${file}`,
    found: NOT_RUNNING[how].found,
    ...(suggestion === undefined
      ? { hint: `mend it, name another in \`locked_in_by\`, or xpar adr confirm ${adr}` }
      : meant(suggestion)),
  }),
  'lock-changed': ({ adr, tests }) => ({
    what: `tests that lock ${adr} in say something else than they did`,
    expected: 'what they said when they were last known to be right',
    found: listed(tests),
    hint: `look whether they still hold ${adr} in, then xpar adr confirm ${adr}`,
  }),
  'lock-pending': ({ adr, file, story }) => ({
    what: `a test that locks ${adr} in is still to be written`,
    expected: file,
    found: `${story} is open and may write it`,
  }),
  'context-nothing': ({ glob }) => ({ what: `${glob} names no file`, expected: 'a path or glob of files that exist' }),
  'context-outside': ({ glob }) => ({ what: `${glob} lies outside the repository`, expected: 'a path inside it' }),
  'context-binary': ({ path }) => ({ what: `${path} is not text`, expected: 'files an agent can read' }),
  'context-too-many': ({ glob, count, limit }) => ({
    what: `${glob} names too many files`,
    expected: `${counted(limit)} at most`,
    found: counted(count),
    hint: 'name a smaller folder',
  }),
  'unknown-model': ({ model, near }) => ({
    what: `unknown model ${model}`,
    expected: 'a model of the built-in table or of `models` in the config',
    found: model,
    ...(near.length === 0 ? {} : { hint: `near names: ${listed(near)}` }),
  }),
  'unknown-gate': ({ gate, known }) => ({ what: `there is no gate ${gate}`, expected: `one of ${listed(known)}`, found: gate }),
  'idle-model': ({ model, suggestion }) => ({
    what: `${model} in \`models\` of the config is no model that is known`,
    expected: 'a known one, one that a card or role asks for, or its `window` or `usdPerMillion`',
    found: 'none of these: the entry holds for nobody',
    ...meant(suggestion),
  }),
  'unknown-agent': ({ name, suggestion }) => ({
    what: `no agent is called ${name}: the default one does this story`,
    expected: 'a type that is the name of an agent, or unlike any',
    found: name,
    ...meant(suggestion),
  }),
  'over-zone': ({ id, ceiling, base, hard, fits, cut, enough = true }) => ({
    what: `${id} does not fit into the smart zone of its model`,
    expected: `base and ceiling together at most ${counted(hard)} tokens`,
    found: `${counted(base)} + ${counted(ceiling)}, which is ${counted(base + ceiling - hard)} over; it fits with a probability of ${Math.round(fits * 100)}%`,
    hint: cutHint(cut, enough),
  }),
};

function cutHint(cut: readonly { readonly name: string; readonly tokens: number }[], enough: boolean): string {
  if (cut.length === 0) return 'split the story';
  const parts = cut.map(({ name, tokens }) => `${name} (${counted(tokens)})`).join(', ');
  return enough ? `cut ${parts}, or split the story` : `split the story: even without ${parts} it does not fit`;
}

const NOT_RUNNING = {
  gone: { what: 'is not there', found: 'no test of that title' },
  skipped: { what: 'is skipped', found: 'a test that does not run' },
  'shut-out': { what: 'does not run', found: 'an .only elsewhere in its file' },
};
