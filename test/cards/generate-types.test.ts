import { expect, test } from 'vitest';
import { generated, outdated } from '../../scripts/generate-types.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

test('the generated types are what the schemas say', async () => {
  expect(await outdated(ROOT)).toEqual([]);
});

test('each schema gives its type and its value', async () => {
  const modules = await generated(ROOT);
  expect(modules.map(({ file }) => file.replace('src/model/generated/', ''))).toEqual([
    'story.ts',
    'story-schema.ts',
    'adr.ts',
    'adr-schema.ts',
    'config.ts',
    'config-schema.ts',
    'plan.ts',
    'plan-schema.ts',
  ]);
});
