/** Tasks as other tools keep them: their fields and marks as their own programs write them. */
export const PRD = JSON.stringify({
  project: 'Shop',
  branchName: 'ralph/priorities',
  userStories: [
    {
      id: 'US-001',
      title: 'Keep a priority',
      description: 'As a clerk ...',
      acceptanceCriteria: ['a column', 'Typecheck passes'],
      priority: 1,
      passes: true,
      notes: '',
    },
    {
      id: 'US-002',
      title: 'Show it: "high"',
      description: 'As a clerk ...',
      acceptanceCriteria: ['a badge\nin red'],
      priority: 2,
      passes: false,
      notes: 'see US-001',
      dependsOn: ['US-001'],
    },
    { id: 3, title: 'Filter by it', acceptanceCriteria: [], priority: 3, passes: false, dependencies: ['US-002'] },
  ],
});
export const TASKMASTER = JSON.stringify({
  master: {
    tasks: [
      { id: 1, title: 'Set up', description: 'Begin.', status: 'done', dependencies: [], priority: 'high' },
      {
        id: 2,
        title: 'Sign in',
        description: 'With a token.',
        details: 'Use the library.',
        testStrategy: 'Sign in and out.',
        status: 'pending',
        dependencies: [1],
        priority: 'high',
        subtasks: [{ id: 1, title: 'Routes', description: 'Two\nof them', dependencies: [] }],
      },
      { id: 3, title: 'Sign out', status: 'blocked', dependencies: ['2.1'], priority: 'low' },
      { id: 4, title: 'Never', status: 'cancelled', dependencies: [] },
    ],
    metadata: { created: '2026-01-01' },
  },
  beta: { tasks: [{ id: 1, title: 'Try it', status: 'pending', dependencies: [] }] },
});
export const ISSUES = JSON.stringify([
  {
    number: 31,
    title: 'Weigh in grams',
    body: '## Acceptance criteria\r\n- [ ] whole grams\r\n\r\nDepends on #30, #7',
    state: 'OPEN',
    labels: [{ name: 'priority: high' }],
  },
  { number: 30, title: 'A scale', body: null, state: 'open', labels: [] },
  { number: 29, title: 'Bug', body: '', state: 'closed', labels: [] },
  { number: 28, title: 'A pull request', body: '', state: 'open', pull_request: {} },
]);
export const SPEC_KIT = `# Tasks: Parcels

**Input**: Design documents

## Format: \`[ID] [P?] [Story] Description\`

## Phase 1: Setup (Shared Infrastructure)

- [X] T001 Create project structure

---

## Phase 2: Foundational (Blocking Prerequisites)

**Purpose**: what all need

- [ ] T002 [P] Create Parcel in src/parcel.ts
- [x] T003 Set up tests

## Phase 3: User Story 1 - Weigh a parcel (Priority: P1) 🎯 MVP

**Goal**: A clerk weighs.

### Implementation for User Story 1

- [ ] T004 [P] [US1] Scale in src/scale.ts
- [ ] T005 [US1] Show it in src/ui.ts

## Phase 4: User Story 2 - Price a parcel (Priority: P2)

- [ ] T006 [US2] Price in src/price.ts

## Phase 5: Polish & Cross-Cutting Concerns

- [ ] T007 [P] Documentation in docs/

## Dependencies & Execution Order

- [ ] T999 is no task of any phase
`;
export const BACKLOG = [
  {
    file: 'task-4 - Weigh.md',
    text: `---
id: TASK-4
title: 'Weigh: in grams'
status: To Do
assignee: ['@me']
created_date: '2026-01-01 10:00'
labels: []
dependencies: [task-3, TASK-5]
priority: medium
---

## Description

<!-- SECTION:DESCRIPTION:BEGIN -->
On the scale.
<!-- SECTION:DESCRIPTION:END -->

## Acceptance Criteria
<!-- AC:BEGIN -->
- [ ] #1 whole grams
- [x] #2 an empty scale
<!-- AC:END -->
`,
  },
  { file: 'task-3 - Scale.md', text: '---\nid: task-3\ntitle: Scale\nstatus: Done\ndependencies: []\n---\n' },
  { file: 'task-5 - Price.md', text: '---\nid: task-5\ntitle: Price\nstatus: In Progress\ndependencies: []\n---\nPlain.\n' },
  { file: 'readme.md', text: '# Tasks\n' },
];
