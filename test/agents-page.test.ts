import { expect, test } from 'vitest';
import { agentsPage } from '../scripts/agents-table.ts';

test('the table of agents says what their adapters say', async () => {
  const { now, wanted } = await agentsPage('.');
  expect(now).toBe(wanted);
  expect(now.match(/^\| `(?:claude|codex|acp|command)` /gm)).toHaveLength(4);
});
