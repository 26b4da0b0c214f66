import path from 'node:path';
import { sizeText } from '../../model/byte-size.ts';
import type { GateConfig } from '../../model/config.ts';
import { testName, type FailedTest, type ReportText, type TestReport } from '../../model/test-report.ts';
import type { Build } from '../run/build.ts';

const MOST_BYTES = 32_000_000;
const BOUNDS = { ms: 20_000, megabytes: 1024 };
/** Clocks of file systems are coarser than the machine's. */
const SLACK_MS = 2_000;
const MOST_SHOWN = 5;
const MOST_LINES = 12;
/** Frames of the runner itself. */
const RUNNERS_OWN = /^\s*at .*(?:\bnode:|node_modules\/)/;

/** `why`: there is none that can be believed, in words. */
export type GateReport = { readonly ok: true; readonly report: TestReport } | { readonly ok: false; readonly why: string };

interface At {
  /** The file xpar named, and what the gate printed. */
  readonly report: string;
  readonly log: string;
  /** The checkout that was judged. */
  readonly folder: string;
  /** When the gate was started, ms since the epoch. */
  readonly begunAt: number;
}

/**
 * What the gate's report says, or where its form is lines and it wrote none, what it printed. One from before the run, one beyond
 * all reason and one that is no plain file are none.
 */
export async function gateReport(build: Build, gate: GateConfig, at: At): Promise<GateReport | undefined> {
  const { report: kind } = gate;
  if (kind === undefined) return undefined;
  const written = await textOf(build, at.report, at.begunAt);
  const isPrinted = 'why' in written && written.isMissing === true && (kind === 'tap' || kind === 'go');
  const told = isPrinted ? await textOf(build, at.log, at.begunAt) : written;
  if ('why' in told) return { ok: false, why: told.why };
  const module = kind === 'go' ? await moduleName(build, at.folder) : undefined;
  // Whole, so that no value is cut in half before it is known for one.
  const input: ReportText = {
    kind,
    text: build.host.commands.redacted(told.text),
    folder: at.folder,
    ...(module === undefined ? {} : { module }),
  };
  const read = await build.host.workers.apart<ReportText, TestReport | undefined>('read-report', input, BOUNDS);
  if (!read.ok) return { ok: false, why: `reading it was given up: ${read.because}` };
  if (read.value === undefined) return { ok: false, why: `it is empty, cut off, or no report of ${kind}` };
  return { ok: true, report: discreet(build, read.value) };
}

async function textOf(
  { host }: Build,
  file: string,
  begunAt: number,
): Promise<{ readonly text: string } | { readonly why: string; readonly isMissing?: true }> {
  const [, changedAt = 0] = await host.files.stamps([file]);
  const found = await host.files.readInside(path.dirname(file), path.basename(file), MOST_BYTES);
  if (found.ok && changedAt < begunAt - SLACK_MS) return { why: 'it is older than the run' };
  if (found.ok) return { text: Buffer.from(found.bytes).toString() };
  if (found.trouble === 'missing') return { why: 'none was written', isMissing: true };
  return { why: found.trouble === 'too-large' ? `it is larger than ${sizeText(MOST_BYTES)}` : 'it is no file that can be read' };
}

/** Tests print what they like: values that nobody shall see are taken out before anything of it is kept. */
function discreet({ host }: Build, report: TestReport): TestReport {
  const redacted = (text: string): string => host.commands.redacted(text);
  const named = <T extends { readonly name: string; readonly file?: string }>(one: T): T => ({
    ...one,
    name: redacted(one.name),
    ...(one.file === undefined ? {} : { file: redacted(one.file) }),
  });
  return {
    ...report,
    ran: report.ran.map(named),
    failed: report.failed.map((one) => ({ ...named(one), detail: redacted(one.detail) })),
  };
}

/** Of Go: what its packages' import paths begin with. */
export async function moduleName({ host }: Pick<Build, 'host'>, folder: string): Promise<string | undefined> {
  return /^module\s+(\S+)/m.exec((await host.files.readText(path.join(folder, 'go.mod'))) ?? '')?.[1];
}

/** The failing tests as one reads them: names first, then the beginning of what each said. */
export function failuresText({ failures, failed }: Pick<TestReport, 'failures' | 'failed'>): string {
  const shown = failed.slice(0, MOST_SHOWN);
  const more = failures - shown.length;
  return [
    ...shown.flatMap((one) => [`✗ ${testName(one)}`, ...detailLines(one)]),
    ...(more > 0 ? [`... and ${more} more`] : []),
  ].join('\n');
}

function detailLines({ detail }: FailedTest): readonly string[] {
  const lines = detail.split('\n').filter((line) => line.trim() !== '' && !RUNNERS_OWN.test(line));
  return lines.slice(0, MOST_LINES).map((line) => `  ${line.trimEnd()}`);
}

/** All that the failing tests named, for whoever looks for whose fault it is. */
export function wholeText(failed: readonly FailedTest[]): string {
  return failed.map((one) => `${testName(one)}\n${one.detail}`).join('\n');
}
