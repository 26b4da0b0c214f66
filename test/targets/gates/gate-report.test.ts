import { mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeCommands } from '../../../src/host/node-commands.ts';
import { discreet } from '../../../src/host/discretion.ts';
import { nodeFiles } from '../../../src/host/node-files.ts';
import { nodeWorkers } from '../../../src/host/node-workers.ts';
import type { GateConfig } from '../../../src/model/config.ts';
import { failuresText, gateReport, wholeText, type GateReport } from '../../../src/targets/gates/gate-report.ts';
import type { Build } from '../../../src/targets/run/build.ts';

let top = '';
beforeEach(() => void (top = mkdtempSync(path.join(os.tmpdir(), 'xpar-report-'))));
afterEach(() => rmSync(top, { recursive: true, force: true }));

const at = (name: string): string => path.join(top, name);
const commands = nodeCommands(discreet({ SHOP_TOKEN: 'sesame-opens' }));
const build = { host: { files: nodeFiles(), workers: nodeWorkers(), commands } } as unknown as Build;

function read(report: GateConfig['report'], begunAt = 0): Promise<GateReport | undefined> {
  const gate: GateConfig = { name: 'test', rung: 3, command: [], timeoutMs: 1, onRequest: false, ...(report ? { report } : {}) };
  return gateReport(build, gate, { report: at('report'), log: at('log'), folder: top, begunAt });
}

const ONE = '<testsuite><testcase name="a" file="x.py"/></testsuite>';

test('what the gate wrote is read; of lines, what it printed where it wrote nothing', async () => {
  writeFileSync(at('report'), ONE);
  expect(await read('junit')).toMatchObject({ ok: true, report: { tests: 1 } });
  rmSync(at('report'));
  writeFileSync(at('log'), 'not ok 1 - b\n1..1\n');
  expect(await read('tap')).toMatchObject({ ok: true, report: { tests: 1, failed: [{ name: 'b' }] } });
  expect(await read('junit')).toEqual({ ok: false, why: 'none was written' });
  expect(await read(undefined)).toBeUndefined();
});

test('one that was there before the run is none, whoever put it there', async () => {
  writeFileSync(at('report'), ONE);
  utimesSync(at('report'), 1_000, 1_000);
  expect(await read('junit', 1_010_000)).toEqual({ ok: false, why: 'it is older than the run' });
  expect(await read('junit', 1_001_000)).toMatchObject({ ok: true });
});

test('one that leads elsewhere, is cut off, or is of another form is none', async () => {
  writeFileSync(at('report'), ONE.slice(0, -4));
  expect(await read('junit')).toEqual({ ok: false, why: 'it is empty, cut off, or no report of junit' });
  expect(await read('vitest')).toMatchObject({ ok: false });
  rmSync(at('report'));
  symlinkSync('/etc/passwd', at('report'));
  expect(await read('junit')).toEqual({ ok: false, why: 'it is no file that can be read' });
});

test('one of twenty megabytes is read, one beyond 32 is not', async () => {
  const cases = '<testcase name="a" file="x.py"/>\n'.repeat(620_000);
  writeFileSync(at('report'), `<testsuite>${cases}</testsuite>`);
  expect(await read('junit')).toMatchObject({ ok: true, report: { tests: 620_000, ran: [{ file: 'x.py', name: 'a' }] } });
  writeFileSync(at('report'), `<testsuite>${cases}${cases}</testsuite>`);
  expect(await read('junit')).toEqual({ ok: false, why: 'it is larger than 32 MB' });
});

test('one that cannot be read within its bounds is given up, and the build is not', async () => {
  const text = JSON.stringify({ testResults: [{ assertionResults: Array.from({ length: 300_000 }, (_, n) => ({ n })) }] });
  const bounds = { ms: 60_000, megabytes: 8 };
  const input = { kind: 'vitest', text, folder: top } as const;
  expect(await nodeWorkers().apart('read-report', input, bounds)).toEqual({
    ok: false,
    because: 'it took more than 8 MB of memory',
  });
  expect(await nodeWorkers().apart('read-report', input, { ms: 0, megabytes: 512 })).toMatchObject({ ok: false });
});

test('values that nobody shall see are taken out of it', async () => {
  const failing = '<testcase name="opens sesame-opens"><failure message="got sesame-opens"/></testcase>';
  writeFileSync(at('report'), `<testsuite>${failing}</testsuite>`);
  const told = await read('junit');
  expect(JSON.stringify(told)).not.toContain('sesame');
  expect(told).toMatchObject({ report: { failed: [{ name: 'opens [redacted:SHOP_TOKEN]' }] } });
});

test('failing tests are told by name with the beginning of what each said, the first five of them', () => {
  const failed = Array.from({ length: 7 }, (_, n) => ({
    name: `t${n}`,
    file: 'a.mjs',
    detail: 'one\n\n\ttwo\n'.repeat(n === 0 ? 9 : 1),
  }));
  const text = failuresText({ failures: 7, failed });
  expect(text.split('\n').slice(0, 3)).toEqual(['✗ a.mjs > t0', '  one', '  \ttwo']);
  expect(text.split('\n')).toHaveLength(5 + 12 + 8 + 1);
  expect(text).toMatch(/\.\.\. and 2 more$/);
  expect(wholeText(failed)).toContain('a.mjs > t6\none');
});
