import { expect, test } from 'vitest';
import { atHome, bwrapArgv, keyPlaces, srtArgv, srtSettings, type Cell } from '../../src/agents/sandbox.ts';
import type { ShutIn } from '../../src/model/config.ts';

const CELL: Cell = {
  worktree: '/w/add',
  commonDir: '/r/.git',
  entry: '/r/.git/worktrees/add',
  stateDir: '/r/.xpar/lanes/add/1',
  outbox: '/r/.xpar/lanes/add/1/outbox',
  own: ['/home/p/.claude'],
  home: '/home/p',
  hidden: { folders: ['/home/p/.ssh'], files: ['/home/p/.netrc'] },
};
const SHUT: ShutIn = { use: 'bwrap', writable: ['~/.npm'], readable: ['/opt/tools'], hidden: [], domains: [] };

/** How a path stands in the sandbox: by the last mount at exactly this place. */
function mountOf(argv: readonly string[], place: string): string | undefined {
  return argv.findLast(
    (word, at) => word.startsWith('--') && argv[at + (word === '--tmpfs' ? 1 : 2)] === place && word !== '--setenv',
  );
}

test('everything is read-only but the worktree, the outbox and what a commit needs', () => {
  const argv = bwrapArgv(CELL, SHUT);
  expect(mountOf(argv, '/')).toBe('--ro-bind');
  const writable = argv.flatMap((word, at) => (word === '--bind' || word === '--bind-try' ? [argv[at + 2]!] : []));
  expect(writable.toSorted()).toEqual([
    '/home/p/.claude',
    '/home/p/.npm',
    '/r/.git/logs/refs/heads/xpar',
    '/r/.git/objects',
    '/r/.git/refs/heads/xpar',
    '/r/.git/reftable',
    '/r/.git/worktrees/add',
    '/r/.xpar/lanes/add/1/outbox',
    '/w/add',
  ]);
});

test('what leads from the worktree to the repository and back is read-only again, after the folders it lies in', () => {
  const argv = bwrapArgv(CELL, SHUT);
  for (const [place, above] of [
    ['/w/add/.git', '/w/add'],
    ['/r/.git/worktrees/add/gitdir', '/r/.git/worktrees/add'],
    ['/r/.git/worktrees/add/commondir', '/r/.git/worktrees/add'],
  ] as const) {
    expect(mountOf(argv, place)).toBe('--ro-bind');
    expect(argv.lastIndexOf(place)).toBeGreaterThan(
      argv.findLastIndex((word, at) => word === above && argv[at - 2] === '--bind'),
    );
  }
});

test('temporary folders are its own, keys are not there, and it ends with xpar', () => {
  const argv = bwrapArgv(CELL, SHUT);
  expect(mountOf(argv, '/tmp')).toBe('--tmpfs');
  expect(mountOf(argv, '/home/p/.ssh')).toBe('--tmpfs');
  expect(argv.join(' ')).toContain('--ro-bind /dev/null /home/p/.netrc');
  expect(argv).toEqual(expect.arrayContaining(['--unshare-pid', '--die-with-parent']));
  expect(argv.at(-1)).toBe('--');
});

test('the places of keys are those below the home, and those a person names', () => {
  const places = keyPlaces('/home/p', ['~/secrets', '/etc/keys']);
  expect(places).toEqual(expect.arrayContaining(['/home/p/.ssh', '/home/p/.aws', '/home/p/secrets', '/etc/keys']));
  expect(atHome('/x/~/y', '/home/p')).toBe('/x/~/y');
});

test('sandbox-runtime is told the same by its settings file, and which hosts there are', () => {
  const settings = JSON.parse(srtSettings(CELL, { ...SHUT, use: 'srt', readable: [], domains: ['api.anthropic.com'] })) as {
    network: object;
    filesystem: { allowWrite: string[]; denyRead: string[]; denyWrite: string[] };
  };
  expect(settings.network).toEqual({ allowedDomains: ['api.anthropic.com'], deniedDomains: [] });
  expect(settings.filesystem.allowWrite).toEqual(expect.arrayContaining(['/w/add', '/home/p/.npm', '/home/p/.claude']));
  expect(settings.filesystem.allowWrite).not.toContain('/r/.git');
  expect(settings.filesystem.denyRead).toEqual(['/home/p/.ssh', '/home/p/.netrc']);
  expect(settings.filesystem.denyWrite).toContain('/w/add/.git');
  expect(srtArgv('/s.json')).toEqual(['srt', '--settings', '/s.json']);
});
