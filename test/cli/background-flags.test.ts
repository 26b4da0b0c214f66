import { Command } from 'commander';
import { expect, test } from 'vitest';
import { valuedOptions, withoutDetach } from '../../src/cli/background-flags.ts';

const VALUED = new Set(['-C', '--filter', '-j']);

test('the word that was acted on is left out, and nothing else', () => {
  const without = (line: string): string => withoutDetach(line.split(' '), VALUED).join(' ');
  expect(without('build --detach add')).toBe('build add');
  expect(without('-C --detach build --detach')).toBe('-C --detach build');
  expect(without('build --filter --filter --detach')).toBe('build --filter --filter');
  expect(without('build --filter=x --detach -- --detach')).toBe('build --filter=x -- --detach');
});

test('options that a value follows are those of the command and of all above it', () => {
  const program = new Command().option('-C <dir>').option('--debug');
  const build = program.command('build').option('-j, --jobs <n>').option('-k, --keep-going').option('--ui [how]');
  expect([...valuedOptions(build)].toSorted()).toEqual(['--jobs', '-C', '-j']);
});
