import path from 'node:path';
import { expect, test } from 'vitest';
import { completeConfig } from '../../../src/cards/complete-config.ts';
import type { Host } from '../../../src/host/host.ts';
import { importStories } from '../../../src/targets/person/import-stories.ts';
import type { Opened } from '../../../src/targets/project/read-project.ts';

const TOP = path.resolve('/repo');
const TASK = '---\nid: task-1\ntitle: Weigh it\nstatus: To Do\n---\nWeigh.\n';

/** Files by path from the top. */
function hostWith(files: Readonly<Record<string, string>>): Host {
  const at = (name: string): string => path.join(TOP, name);
  const texts = new Map(Object.entries(files).map(([name, text]) => [at(name), text]));
  const list = async (folder: string): Promise<readonly string[] | undefined> => {
    const names = [...texts.keys()].flatMap((file) =>
      file.startsWith(`${folder}${path.sep}`) ? [file.slice(folder.length + 1).split(path.sep)[0]!] : [],
    );
    return names.length === 0 ? undefined : [...new Set(names)];
  };
  const readInside = async (folder: string, name: string): Promise<object> => {
    const text = texts.get(path.join(folder, name));
    return text === undefined ? { ok: false } : { ok: true, bytes: Buffer.from(text) };
  };
  return { machine: { cwd: TOP }, files: { list, readInside } } as unknown as Host;
}

const OPENED = { repository: { top: TOP }, config: completeConfig({}) } as unknown as Opened;

test.each(['backlog', 'backlog/tasks', 'backlog/tasks/task-1 - Weigh it.md'])(
  '%s is taken: the folder that Backlog.md makes holds its tasks in one below',
  async (from) => {
    const host = hostWith({
      'backlog/config.yml': '',
      'backlog/readme.md': '# Ours\n',
      'backlog/tasks/task-1 - Weigh it.md': TASK,
    });
    const got = await importStories(host, OPENED, { from, dryRun: true });
    expect(got).toMatchObject({ ok: true, value: { source: 'backlog', written: [{ file: 'stories/task-1.md' }] } });
  },
);

test('a folder with neither is refused', async () => {
  const got = await importStories(hostWith({ 'notes/a.md': '# A\n' }), OPENED, { from: 'notes', dryRun: true });
  expect(got).toMatchObject({ ok: false, problems: [{ reason: 'import-unknown', file: 'notes', isThere: true }] });
});
