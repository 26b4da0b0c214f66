import { expect, test } from 'vitest';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

/** Tells on standard error of every module that is loaded. */
const TELLING = `import { registerHooks } from 'node:module';
registerHooks({ load(url, context, next) { process.stderr.write('loaded ' + url + '\\n'); return next(url, context); } });`;

/** Names of the chunks of xpar that a command loads. */
async function loadedBy(...args: readonly string[]): Promise<readonly string[]> {
  const NODE_OPTIONS = `--import "data:text/javascript,${encodeURIComponent(TELLING)}"`;
  const { stderr } = await workshop.xparWith({ env: { NODE_OPTIONS } }, ...args);
  return [...stderr.matchAll(/^loaded .*\/dist\/chunks\/(.+)\.js$/gm)].map(([, name]) => name!);
}

test('what watches is loaded by xpar watch alone', async () => {
  expect((await loadedBy('watch', '-j', '2')).filter((name) => name.startsWith('watch-'))).toHaveLength(1);
  for (const args of [['plan'], ['lint'], ['-n'], ['status']]) {
    const loaded = await loadedBy(...args);
    expect(loaded.length).toBeGreaterThan(3);
    expect(loaded.filter((name) => /watch|chokidar/.test(name))).toEqual([]);
  }
});
