import type { WordProblem } from '../../src/model/word-problem.ts';
import type { CardProblem, Problem, ReadProblem, Reason, RunProblem, SetupProblem } from '../../src/model/problem.ts';

/** One problem of every kind, with `text` wherever a value comes from outside. */
export function problemSamples(text: string): { readonly [R in Reason]: Extract<Problem, { reason: R }> } {
  return { ...readSamples(text), ...cardSamples(text), ...setupSamples(text), ...runSamples(text), ...wordSamples(text) };
}

type Samples<R extends Reason> = { readonly [K in R]: Extract<Problem, { reason: K }> };

function readSamples(text: string): Samples<ReadProblem['reason']> {
  const place = { file: text, line: 3, column: 7 };
  return {
    unreadable: { reason: 'unreadable', detail: text, place },
    'too-large': { reason: 'too-large', bytes: 300_000, limit: 262_144, place },
    'not-utf8': { reason: 'not-utf8', offset: 9, place },
    'front-matter-missing': { reason: 'front-matter-missing', found: text, place },
    'front-matter-unclosed': { reason: 'front-matter-unclosed', place },
    'front-matter-not-yaml': { reason: 'front-matter-not-yaml', found: text, place },
    'yaml-syntax': { reason: 'yaml-syntax', detail: text, place },
    'yaml-tab': { reason: 'yaml-tab', place },
    'yaml-duplicate-key': { reason: 'yaml-duplicate-key', key: text, place },
    'yaml-alias': { reason: 'yaml-alias', place },
    'yaml-tag': { reason: 'yaml-tag', tag: text, place },
    'yaml-two-documents': { reason: 'yaml-two-documents', place },
    'yaml-too-deep': { reason: 'yaml-too-deep', place },
    'markdown-too-complex': { reason: 'markdown-too-complex', detail: text, limit: 100, place },
    'wrong-value': { reason: 'wrong-value', key: text, expected: text, found: text, suggestion: text, place },
    'missing-key': { reason: 'missing-key', key: text, example: text, place },
    'unknown-key': { reason: 'unknown-key', key: text, known: [text], suggestion: text, place },
    'adr-unknown-key': { reason: 'adr-unknown-key', key: text, suggestion: text, place },
    'bad-id': { reason: 'bad-id', id: text, why: text, place },
    'id-differs': { reason: 'id-differs', id: text, stem: text, place },
    'skipped-file': { reason: 'skipped-file', why: text, place },
    'shared-damaged': { reason: 'shared-damaged', detail: text, place },
  };
}

function cardSamples(text: string): Samples<CardProblem['reason']> {
  const place = { file: text, line: 3, column: 7 };
  return {
    'duplicate-id': { reason: 'duplicate-id', id: text, other: text, place },
    'unknown-adr': { reason: 'unknown-adr', id: text, suggestion: text, place },
    'unknown-story': { reason: 'unknown-story', id: text, suggestion: text, place },
    ring: { reason: 'ring', of: 'stories', ring: [text, text], place },
    'budget-missing': { reason: 'budget-missing', id: text, models: [text], place },
    'acceptance-missing': { reason: 'acceptance-missing', id: text, place },
    'floor-differs': { reason: 'floor-differs', declared: 2000, measured: 3000, place },
    'ceiling-differs': { reason: 'ceiling-differs', declared: 2000, sum: 3000, place },
    'weight-differs': { reason: 'weight-differs', id: text, declared: 190, measured: 300, place },
    'weight-missing': { reason: 'weight-missing', id: text, measured: 300, place },
    'contract-missing': { reason: 'contract-missing', id: text, section: text, place },
    'lock-missing': { reason: 'lock-missing', id: text, place },
    'adr-used-once': { reason: 'adr-used-once', id: text, story: text, place },
    'adr-not-in-force': { reason: 'adr-not-in-force', id: text, status: text, place },
    'dangling-reference': { reason: 'dangling-reference', id: text, suggestion: text, place },
    'lock-file-gone': { reason: 'lock-file-gone', adr: text, file: text, place },
    'lock-test-gone': { reason: 'lock-test-gone', adr: text, file: text, title: text, suggestion: text, place },
    'lock-changed': { reason: 'lock-changed', adr: text, tests: [text], place },
    'lock-pending': { reason: 'lock-pending', adr: text, file: text, story: text, place },
    'context-nothing': { reason: 'context-nothing', glob: text, place },
    'context-outside': { reason: 'context-outside', glob: text, place },
    'context-binary': { reason: 'context-binary', path: text, place },
    'context-too-many': { reason: 'context-too-many', glob: text, count: 9000, limit: 1000, place },
    'unknown-model': { reason: 'unknown-model', model: text, near: [text], place },
    'unknown-gate': { reason: 'unknown-gate', gate: text, known: [text], place },
    'unknown-agent': { reason: 'unknown-agent', name: text, suggestion: text, place },
    'over-zone': {
      reason: 'over-zone',
      id: text,
      ceiling: 120_000,
      base: 6000,
      hard: 100_000,
      fits: 0.04,
      cut: [{ name: text, tokens: 14_000 }],
      place,
    },
  };
}

function setupSamples(text: string): Samples<SetupProblem['reason']> {
  return {
    'git-missing': { reason: 'git-missing', found: text },
    'not-a-repository': { reason: 'not-a-repository', folder: text },
    'bare-repository': { reason: 'bare-repository', folder: text },
    'repository-refused': { reason: 'repository-refused', detail: text },
    'no-commits': { reason: 'no-commits', folder: text },
    'no-base': { reason: 'no-base', branch: text, detached: false },
    'no-stories': { reason: 'no-stories', folder: text },
    'no-gates': { reason: 'no-gates' },
    'no-bootstrap': { reason: 'no-bootstrap' },
    'config-invalid': { reason: 'config-invalid', file: text, path: text, expected: text, found: text, suggestion: text },
    'config-failed': { reason: 'config-failed', file: text, detail: text },
    'many-configs': { reason: 'many-configs', files: [text, text] },
    'unknown-target': { reason: 'unknown-target', name: text, suggestion: text, known: [text] },
    'bad-argument': { reason: 'bad-argument', name: text, found: text, expected: text, suggestion: text },
    'agent-unusable': { reason: 'agent-unusable', agent: text, detail: text },
    'sandbox-unusable': { reason: 'sandbox-unusable', sandbox: text, detail: text },
    'no-lane': { reason: 'no-lane', folder: text },
    'answer-from-lane': { reason: 'answer-from-lane', session: text },
    'build-running': { reason: 'build-running', pid: 7, host: text, command: text },
    'state-newer': { reason: 'state-newer', found: text, known: text, folder: text },
    'state-damaged': { reason: 'state-damaged', file: text, line: 3, detail: text },
    'state-linked': { reason: 'state-linked', path: text },
    'state-torn': { reason: 'state-torn', file: text, bytes: 12 },
    'not-writable': { reason: 'not-writable', path: text, detail: text },
    'folder-not-empty': { reason: 'folder-not-empty', folder: text },
    'file-exists': { reason: 'file-exists', file: text },
    'branch-in-the-way': { reason: 'branch-in-the-way', branch: text, detail: text },
    'checked-out': { reason: 'checked-out', branch: text, path: text },
    'nothing-to-land': { reason: 'nothing-to-land', base: text },
    'cannot-fast-forward': { reason: 'cannot-fast-forward', base: text, integration: text, because: 'git', detail: text },
    'wrong-branch': { reason: 'wrong-branch', on: text, base: text },
    'in-progress': { reason: 'in-progress', operation: text },
    'not-shared': { reason: 'not-shared' },
    'export-failed': { reason: 'export-failed', url: text, because: 'refused', detail: text },
    'no-session': { reason: 'no-session', story: text, session: 2, of: 1 },
    'base-unknown': { reason: 'base-unknown', agent: text, model: text, detail: text },
    'not-confirmed': { reason: 'not-confirmed', what: text },
    'plan-unreadable': { reason: 'plan-unreadable', file: text, detail: text },
    'plan-newer': { reason: 'plan-newer', file: text, found: text, known: text },
    'plan-elsewhere': { reason: 'plan-elsewhere', commit: text },
    'watches-used-up': { reason: 'watches-used-up', code: text },
    'plan-changed': { reason: 'plan-changed', changes: [{ story: text, part: text, before: text, after: text }] },
  };
}

function runSamples(text: string): Samples<RunProblem['reason']> {
  return {
    'model-refused': { reason: 'model-refused', story: text, budgeted: text, asked: text },
    'agent-ended': { reason: 'agent-ended', story: text, outcome: 'crashed', detail: text, log: text },
    'agent-looped': { reason: 'agent-looped', story: text, how: 'failing', action: text, times: 8, log: text },
    'nothing-done': { reason: 'nothing-done', story: text, log: text },
    'locked-touched': { reason: 'locked-touched', story: text, role: text, paths: [text] },
    'no-verdict': { reason: 'no-verdict', story: text, role: text, found: text, log: text },
    'review-refused': { reason: 'review-refused', story: text, role: text, reasons: [text], rounds: 2, log: text },
    'setup-failed': { reason: 'setup-failed', story: text, command: text, detail: text, log: text },
    'included-committed': { reason: 'included-committed', story: text, paths: [text] },
    'include-left-out': { reason: 'include-left-out', story: text, paths: [text] },
    'teardown-failed': { reason: 'teardown-failed', story: text, command: text, detail: text, log: text, keeps: true },
    'no-port': { reason: 'no-port', story: text, first: 10_000, last: 19_999 },
    'disk-low': { reason: 'disk-low', story: text, volume: text, freeBytes: 12_000_000, floorBytes: 100_000_000 },
    'lane-broke': { reason: 'lane-broke', story: text, detail: text },
    'worktree-failed': { reason: 'worktree-failed', story: text, detail: text },
    'gate-red': { reason: 'gate-red', story: text, gate: text, exit: text, tail: text, log: text },
    'no-tests-ran': { reason: 'no-tests-ran', story: text, gate: text, log: text },
    'too-few-tests': { reason: 'too-few-tests', story: text, gate: text, tests: 3, least: 10, log: text },
    'outside-scope': { reason: 'outside-scope', story: text, paths: [text], scope: [text] },
    'merge-conflict': { reason: 'merge-conflict', story: text, paths: [text], onto: text },
    'suite-red': {
      reason: 'suite-red',
      story: text,
      gate: text,
      tail: text,
      log: text,
      suspects: [{ story: text, paths: [text] }],
      locks: [{ adr: text, title: text, test: text }],
      wave: { stories: 5, place: 3, landed: 4, gates: 2.3, durationMs: 41_000 },
    },
    'suite-flaky': { reason: 'suite-flaky', story: 'login', gate: text, tail: text, log: text },
    'base-red': { reason: 'base-red', gate: text, tail: text, log: text },
    'protected-touched': { reason: 'protected-touched', story: text, paths: [text] },
    'base-conflict': { reason: 'base-conflict', base: text, integration: text, paths: [text] },
    'integration-moved': { reason: 'integration-moved', kept: text },
    'git-tampered': { reason: 'git-tampered', stories: [text], what: [text], isBack: true, kept: text },
    'refs-put-back': { reason: 'refs-put-back', stories: [text], refs: [{ ref: text, was: text, now: text, kept: text }] },
    'refs-rewound': { reason: 'refs-rewound', stories: [text], refs: [{ ref: text, was: text, kept: text }] },
    'refs-moved': { reason: 'refs-moved', stories: [text], refs: [{ ref: text, now: text }] },
    'attempts-used': { reason: 'attempts-used', story: text, attempts: 3 },
    'session-cut': { reason: 'session-cut', story: text, requests: 12, tokens: 31_000 },
    'work-adopted': { reason: 'work-adopted', story: text },
    'handoff-differs': { reason: 'handoff-differs', story: text, differences: [text] },
    'notify-failed': { reason: 'notify-failed', command: text, detail: text },
    'lock-reclaimed': { reason: 'lock-reclaimed', story: text, run: text },
    'files-held': { reason: 'files-held', story: text, by: text },
    'disk-trouble': { reason: 'disk-trouble', path: text, detail: text },
    'files-exhausted': { reason: 'files-exhausted', detail: text },
    'git-failed': { reason: 'git-failed', command: text, detail: text, hung: true },
    'disk-full': { reason: 'disk-full', path: text, volume: text },
  };
}

function wordSamples(text: string): Samples<WordProblem['reason']> {
  return {
    'not-integrated': { reason: 'not-integrated', story: text, known: [text], suggestion: text },
    'not-accepted': { reason: 'not-accepted', story: text, count: 2 },
    'reject-dependents': { reason: 'reject-dependents', story: text, dependents: [text, text] },
    'reject-conflict': { reason: 'reject-conflict', story: text, paths: [text], later: [text] },
    'reject-red': { reason: 'reject-red', story: text, gate: text, tail: text, log: text },
    rejected: { reason: 'rejected', story: text, why: text },
    'push-refused': { reason: 'push-refused', remote: text, branch: text, detail: text },
    'pull-request-failed': { reason: 'pull-request-failed', branch: text, missing: false, detail: text },
  };
}
