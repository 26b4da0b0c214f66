import { expect, test } from 'vitest';
import { askedOf, type ReportOptions } from '../../src/cli/report-options.ts';

const NOW = Date.UTC(2026, 10, 21);

test.each<readonly [ReportOptions, object]>([
  [{}, { wanted: { form: 'text' } }],
  [{ csv: true }, { wanted: { form: 'csv', section: 'stories' } }],
  [{ csv: 'velocity' }, { wanted: { form: 'csv', section: 'velocity' } }],
  [
    { json: true, since: '2026-11-02' },
    { wanted: { form: 'json' }, since: Date.UTC(2026, 10, 2) },
  ],
  [{ since: '7d' }, { since: Date.UTC(2026, 10, 14) }],
  [{ since: '12h' }, { since: NOW - 43_200_000 }],
  [{ iteration: ' walls ' }, { wanted: { form: 'iteration', name: 'walls' } }],
  [{ html: '-' }, { wanted: { form: 'html', file: '-' } }],
])('%j is understood', (options, asked) => {
  expect(askedOf(options, NOW)).toMatchObject(asked);
});

test.each<readonly [ReportOptions, object]>([
  [
    { json: true, csv: true },
    { name: '--csv', found: 'beside --json' },
  ],
  [{ html: 'a', otlp: 'http://x' }, { name: '--otlp' }],
  [{ csv: 'velocty' }, { name: '--csv', suggestion: 'velocity' }],
  [{ html: '' }, { name: '--html' }],
  [{ otlp: 'localhost:4318' }, { name: '--otlp' }],
  [{ otlp: 'file:///etc/passwd' }, { name: '--otlp' }],
  [{ otlp: 'http://me:secret@host/' }, { name: '--otlp', found: 'http://...@host' }],
  [{ otlp: '' }, { name: '--otlp' }],
  [{ since: 'yesterday' }, { name: '--since' }],
  [{ since: '2026-02-30' }, { name: '--since' }],
  [{ since: '' }, { name: '--since' }],
  [
    { since: '7d', share: true },
    { name: '--since', found: 'beside --share' },
  ],
  [{ iteration: '' }, { name: '--iteration' }],
  [{ iteration: 'now' }, { name: '--iteration' }],
  [{ iteration: 'a\nb' }, { name: '--iteration' }],
  [{ iteration: 'x'.repeat(61) }, { name: '--iteration' }],
])('%j is refused', (options, problem) => {
  expect(askedOf(options, NOW)).toMatchObject({ reason: 'bad-argument', ...problem });
});
