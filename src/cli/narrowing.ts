import type { Command } from 'commander';
import type { Narrowing } from '../pipeline.ts';
import { shown } from '../model/shown.ts';

/** The options that narrow what is asked, for every verb that takes targets. */
export function withNarrowing(command: Command): Command {
  return command
    .option('--filter <glob>', 'only stories whose id matches')
    .option('--adr <id>', 'only stories with that ADR in scope')
    .option('--since <ref>', 'only stories whose card, ADRs, context or files changed since');
}

/** Those given; undefined where none is. */
export function narrowingOf({ filter, adr, since }: Narrowing): { readonly among?: Narrowing } {
  if (filter === undefined && adr === undefined && since === undefined) return {};
  return {
    among: {
      ...(filter === undefined ? {} : { filter }),
      ...(adr === undefined ? {} : { adr }),
      ...(since === undefined ? {} : { since }),
    },
  };
}

/** Why nothing is asked for, in the person's own words. */
export function noMatchText(among: Narrowing): string {
  const given = Object.entries(among).map(([name, value]) => `--${name} ${shown(String(value))}`);
  return `No story matches ${given.join(' and ')}: nothing to do`;
}
