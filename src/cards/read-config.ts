import type { Config } from '../model/config.ts';
import type { RawConfig } from '../model/generated/config.ts';
import type { Problem } from '../model/problem.ts';
import { completeConfig, DEFAULT_CONFIG } from './complete-config.ts';
import { configFaults } from './config-faults.ts';
import { configProblem, type PlaceOf } from './config-problem.ts';
import { plainData, type PlainData } from './plain-data.ts';
import { violations } from './violations.ts';

export interface ConfigRead {
  /** With every default; the defaults alone where there is a problem. */
  readonly config: Config;
  readonly problems: readonly Problem[];
}

/** The value a config file exports. Never throws, whatever the value; `file` and the places are only for messages. */
export function readConfig(file: string, value: unknown, placeOf: PlaceOf = () => ({ file })): ConfigRead {
  const read = copied(value);
  if (typeof read === 'string') return refused([{ reason: 'config-failed', file, detail: read, place: { file } }]);
  if (!('data' in read)) {
    return refused([
      configProblem(placeOf, read.pointer, { expected: 'plain data: text, numbers, lists and maps', found: read.found }),
    ]);
  }
  const problems = violations('config', read.data).map((violation) =>
    configProblem(placeOf, violation.pointer, violation, read.data),
  );
  if (problems.length > 0) return refused(problems);
  const config = completeConfig(read.data as RawConfig);
  const faults = configFaults(placeOf, config);
  return faults.length > 0 ? refused(faults) : { config, problems: [] };
}

/** A getter of the person's own may throw; its words are the problem. */
function copied(value: unknown): PlainData | string {
  try {
    return plainData(value);
  } catch (error) {
    return error instanceof Error ? error.message : 'it threw something that is no error';
  }
}

function refused(problems: readonly Problem[]): ConfigRead {
  return { config: DEFAULT_CONFIG, problems };
}
