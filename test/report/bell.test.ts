import { expect, test } from 'vitest';
import type { Stream } from '../../src/host/host.ts';
import type { Event } from '../../src/model/event.ts';
import { belled } from '../../src/report/bell.ts';

function rung(...events: readonly object[]): string {
  return rungFrom(undefined, ...events);
}

function rungFrom(since: number | undefined, ...events: readonly object[]): string {
  let written = '';
  const stream: Stream = {
    write: (text) => void (written += text),
    isTerminal: true,
    colour: false,
    size: () => ({ columns: 80, rows: 24 }),
  };
  const reporter = belled({ take: () => {}, close: async () => {} }, stream, since);
  for (const event of events) reporter.take({ at: 0, ...event } as Event);
  return written;
}

const asking = { about: 'permission', tool: 'Bash', kind: 'execute', paths: [], why: 'asked about', command: 'x' };
const opened = { t: 'inbox-opened', story: 'add', item: 'A-1', agent: 'acp', until: 9, asking };

test('the terminal is rung when somebody is needed, and not for what nobody waits for', () => {
  const words = 'add wants to run x with Bash: asked about: xpar approve A-1';
  expect(rung(opened)).toBe(`\u001b]9;${words}\u0007\u001b]777;notify;xpar;${words}\u0007\u0007`);
  expect(rung({ ...opened, until: undefined })).toBe('');
  expect(rung({ t: 'started', story: 'add', step: 'gate', attempt: 1 })).toBe('');
});

test('what an agent says cannot end the sequence, begin another, or change a field of it', () => {
  const command = '\u0007\u001b]52;c;aGk=\u0007\u009c;4;1;50\u001b\\';
  const text = rung({ ...opened, asking: { ...asking, command } });
  expect(text.split('\u0007')).toHaveLength(4);
  expect(text.split('\u001b')).toHaveLength(3);
  expect(text).not.toContain('\u009c');
  expect(text.split(';')).toHaveLength(5);
});

test('what was told before somebody looked rings nothing', () => {
  expect(rungFrom(5, { ...opened, at: 4 })).toBe('');
  expect(rungFrom(5, { ...opened, at: 5 })).toContain('xpar approve A-1');
});
