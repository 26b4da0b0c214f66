import { Option, type Command } from 'commander';

export interface BackgroundOptions {
  readonly detach?: boolean;
  readonly attach?: boolean;
}

/** The options for a build that goes on without its terminal. */
export function withBackground(command: Command): Command {
  return command
    .addOption(
      new Option('--detach', 'in the background: comes back once it has begun, and goes on without this terminal').conflicts(
        NOTHING_GOES_ON,
      ),
    )
    .addOption(new Option('--attach', 'show the build that is running, to its end').conflicts(HOW_TO_BUILD));
}

/** They start nothing that could go on. */
const NOTHING_GOES_ON = ['attach', 'dryRun', 'question', 'touch'];

/** What is shown was begun already: whatever says what to build, or how. */
const HOW_TO_BUILD = [
  'adr',
  'alwaysMake',
  'autonomous',
  'budget',
  'conflicts',
  'dryRun',
  'fail',
  'filter',
  'jobs',
  'keepGoing',
  'mode',
  'model',
  'onExceed',
  'plan',
  'question',
  'reopen',
  'sessions',
  'since',
  'storyBudget',
  'touch',
  'usd',
  'whatIf',
  'yes',
];

/** What was typed, but for the one word that was acted on: not where it is the value of another option. */
export function withoutDetach(argv: readonly string[], valued: ReadonlySet<string>): readonly string[] {
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at]!;
    if (word === '--detach') return argv.toSpliced(at, 1);
    if (valued.has(word)) at++;
  }
  return argv.filter((word) => word !== '--detach');
}

/** The options of a command, and of those above it, that are followed by a value. */
export function valuedOptions(command: Command): ReadonlySet<string> {
  const own = command.options.filter(({ required }) => required).flatMap(({ short, long }) => [short, long]);
  const above = command.parent ? valuedOptions(command.parent) : [];
  return new Set([...above, ...own.filter((name) => name !== undefined)]);
}
