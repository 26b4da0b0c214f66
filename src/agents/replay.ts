import type { AgentEvent, AgentResult, LeftSession } from '../model/agent.ts';
import { lineSplitter } from '../model/lines.ts';
import type { Commands, Files } from '../host/host.ts';
import type { Dialect } from './dialect.ts';
import { EVENT_LINE_LENGTH, OUTPUT_LINE_LENGTH, sessionFiles } from './session-files.ts';

/**
 * A session whose end nobody saw, told from what its agent left in `stateDir`; undefined where its program was never started.
 * Its exit code is lost with whoever waited for it.
 */
export async function replaySession(
  stateDir: string,
  dialect: Dialect,
  {
    files,
    commands,
  }: {
    readonly files: Pick<Files, 'readFrom' | 'readInside' | 'exists' | 'list'>;
    readonly commands: Pick<Commands, 'redacted'>;
  },
): Promise<LeftSession | undefined> {
  const { log, events } = sessionFiles(stateDir);
  if (!(await files.exists(log)) && !(await files.exists(events))) return undefined;
  const heard: AgentEvent[] = [];
  const hear = (told: readonly AgentEvent[]): void => void heard.push(...told);
  // The log holds both streams; what the dialect does not know of the other it leaves alone.
  await eachLine(files, log, OUTPUT_LINE_LENGTH, (text) => hear(dialect.output({ from: 'stdout', text })));
  await eachLine(files, events, EVENT_LINE_LENGTH, (line) => hear(dialect.told(commands.redacted(line))));
  const { record } = dialect;
  const own = await record?.find(files);
  if (record !== undefined && own !== undefined)
    await eachLine(files, own, OUTPUT_LINE_LENGTH, (line) => hear(record.told(commands.redacted(line))));
  const result: AgentResult = dialect.result({ exit: { code: null, signal: null }, missing: false, errors: '' });
  return { result, events: heard };
}

async function eachLine(
  files: Pick<Files, 'readFrom'>,
  file: string,
  maxLength: number,
  hear: (line: string) => void,
): Promise<void> {
  const splitter = lineSplitter(maxLength);
  const take = (lines: readonly string[]): void => lines.filter((line) => line.trim() !== '').forEach(hear);
  let offset = 0;
  for (let bytes = await files.readFrom(file, 0); bytes.length > 0; bytes = await files.readFrom(file, offset)) {
    offset += bytes.length;
    take(splitter.push(bytes));
  }
  take(splitter.end());
}
