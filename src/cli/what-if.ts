import { Option } from 'commander';

/** `-W`, of the commands that look ahead. */
export function whatIf(): Option {
  const option = new Option('-W, --what-if <file>', 'pretend that a card, an ADR or a context file changed; more than once');
  return option
    .argParser((file: string, before: readonly string[] | undefined) => [...(before ?? []), file])
    .conflicts('alwaysMake');
}
