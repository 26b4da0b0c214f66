import { expect, test } from 'vitest';
import type { Host } from '../../../src/host/host.ts';
import { mayRun, trust, wasLoaded } from '../../../src/targets/project/trust.ts';
import { memoryFiles } from '../../rig/memory-files.ts';

const FILES = {
  '/repo/xpar.config.ts':
    "import { more } from './parts/more.ts';\nimport data from './data.json' with { type: 'json' };\nexport default more;\n",
  '/repo/parts/more.ts': "export { more } from '../deep.mjs';\n",
  '/repo/deep.mjs': 'export const more = {};\n',
  '/repo/data.json': '{}',
  '/repo/other.mjs': 'nothing to do with it',
};
const CONFIG = 'xpar.config.ts';

/** A repository, and a person who says yes or no where they are asked; undefined: nobody sits there. */
class Room {
  readonly files = memoryFiles(FILES);
  readonly asked: string[] = [];
  env: Record<string, string> = { HOME: '/home/p' };
  says: boolean | undefined;
  /** Edited once, while they are asked. */
  meanwhile: string | undefined;

  get host(): Host {
    const terminal = {
      canAsk: this.says !== undefined,
      confirm: async () => {
        const file = this.meanwhile;
        this.meanwhile = undefined;
        if (file !== undefined) await this.edit(file);
        return this.says === true;
      },
      err: { write: (text: string) => void this.asked.push(text) },
    };
    return { files: this.files, machine: { env: this.env, platform: 'linux' }, terminal } as unknown as Host;
  }

  async runs(): Promise<boolean> {
    return (await mayRun(this.host, '/repo', CONFIG)) === undefined;
  }

  edit(file: string): Promise<void> {
    return this.files.writeAtomic(file, `${this.files.contents.get(file)}\n// more\n`);
  }
}

test('a config that is code does not run before a person said so, and after that it does', async () => {
  const room = new Room();
  expect(await mayRun(room.host, '/repo', CONFIG)).toMatchObject({
    reason: 'config-untrusted',
    files: [CONFIG, 'data.json', 'parts/more.ts', 'deep.mjs'],
    isChanged: false,
  });
  expect(await trust(room.host, '/repo', CONFIG)).toEqual([CONFIG, 'data.json', 'parts/more.ts', 'deep.mjs']);
  expect(await room.runs()).toBe(true);
});

test.each(['xpar.config.ts', 'parts/more.ts', 'deep.mjs', 'data.json'])('an edit of %s is asked about again', async (file) => {
  const room = new Room();
  await trust(room.host, '/repo', CONFIG);
  await room.edit(`/repo/${file}`);
  expect(await mayRun(room.host, '/repo', CONFIG)).toMatchObject({ reason: 'config-untrusted', files: [file], isChanged: true });
});

test('an edit of anything else is not, nor is the same config in another place', async () => {
  const room = new Room();
  await trust(room.host, '/repo', CONFIG);
  await room.edit('/repo/other.mjs');
  expect(await room.runs()).toBe(true);
  for (const [file, text] of Object.entries(FILES)) await room.files.writeAtomic(file.replace('/repo', '/clone'), text);
  expect(await mayRun(room.host, '/clone', CONFIG)).toBeUndefined();
});

test('what it loaded without naming it is part of it from then on', async () => {
  const room = new Room();
  await trust(room.host, '/repo', CONFIG);
  await wasLoaded(room.host, '/repo', CONFIG, ['/repo/other.mjs', '/elsewhere/x.mjs']);
  expect(await room.runs()).toBe(true);
  await room.edit('/repo/other.mjs');
  expect(await room.runs()).toBe(false);
});

test('at a terminal the person is asked once, and told what else runs', async () => {
  const room = new Room();
  room.says = false;
  expect(await room.runs()).toBe(false);
  room.says = true;
  expect([await room.runs(), await room.runs()]).toEqual([true, true]);
  expect(room.asked).toHaveLength(2);
  expect(room.asked[0]).toContain('data.json, parts/more.ts, deep.mjs');
});

test('a yes is to what stood there when they were asked: an edit meanwhile is asked about again', async () => {
  const room = new Room();
  room.says = true;
  room.meanwhile = '/repo/deep.mjs';
  expect(await room.runs()).toBe(true);
  expect(room.asked.map((text) => text.split(',')[0])).toEqual([
    'xpar.config.ts is code',
    'It was changed while you were asked.\n',
    'xpar.config.ts is code',
  ]);
  room.says = undefined;
  expect(await room.runs()).toBe(true);
});

test('what was changed while it was evaluated is not trusted by what it loaded', async () => {
  const room = new Room();
  await trust(room.host, '/repo', CONFIG);
  expect(await room.runs()).toBe(true);
  await room.edit('/repo/deep.mjs');
  await wasLoaded(room.host, '/repo', CONFIG, ['/repo/other.mjs']);
  expect(await room.runs()).toBe(false);
});

test('XPAR_TRUST opens it and keeps nothing; a session of an agent is not asked', async () => {
  const room = new Room();
  room.env = { HOME: '/home/p', XPAR_TRUST: '1' };
  expect(await room.runs()).toBe(true);
  room.env = { HOME: '/home/p', XPAR_TRUST: '0', XPAR_SESSION: 'r/add/1' };
  room.says = true;
  expect(await room.runs()).toBe(false);
  expect(await room.files.exists('/home/p/.local')).toBe(false);
});

test('without a home nothing can be trusted, and that is said', async () => {
  const room = new Room();
  room.env = {};
  expect(await trust(room.host, '/repo', CONFIG)).toMatchObject({ reason: 'no-home' });
  expect(await room.runs()).toBe(false);
});

test('a file by a name that every object has is looked at like any other', async () => {
  const room = new Room();
  await room.files.writeAtomic('/repo/xpar.config.ts', "import './__proto__'; import './constructor';\n");
  for (const name of ['__proto__', 'constructor']) await room.files.writeAtomic(`/repo/${name}`, 'x');
  await trust(room.host, '/repo', CONFIG);
  expect(await room.runs()).toBe(true);
  await room.edit('/repo/__proto__');
  expect(await room.runs()).toBe(false);
});
