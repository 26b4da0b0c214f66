/** Every verb of the command line, for 'did you mean'. */
export const VERBS: readonly string[] = [
  'build',
  'plan',
  'why',
  'status',
  'report',
  'lint',
  'budget',
  'init',
  'new',
  'demo',
  'land',
  'retry',
  'help',
];
