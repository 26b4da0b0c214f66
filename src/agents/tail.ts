import { lineSplitter } from '../model/lines.ts';
import type { Clock, Files } from '../host/host.ts';

const POLL_MS = 200;

export interface Tailed {
  /** The file; undefined while it is not known yet. */
  readonly where: () => Promise<string | undefined>;
  /** Lines are cut here, in characters. */
  readonly lineLength: number;
  readonly hear: (line: string) => void;
}

/** Follows a file that another program writes, until that is `over`, and once more after it. Empty lines are passed over. */
export async function tail(
  { where, lineLength, hear }: Tailed,
  { files, clock, over }: { files: Pick<Files, 'readFrom'>; clock: Clock; over: AbortSignal },
): Promise<void> {
  const splitter = lineSplitter(lineLength);
  const take = (lines: readonly string[]): void => lines.filter((line) => line.trim() !== '').forEach(hear);
  let file: string | undefined;
  let offset = 0;
  for (let last = false; !last;) {
    await clock.wait(POLL_MS, over);
    last = over.aborted;
    file ??= await where();
    if (file === undefined) continue;
    for (let bytes = await files.readFrom(file, offset); bytes.length > 0; bytes = await files.readFrom(file, offset)) {
      offset += bytes.length;
      take(splitter.push(bytes));
    }
  }
  take(splitter.end());
}
