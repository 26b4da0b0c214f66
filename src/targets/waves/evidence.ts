import type { Merger } from '../../host/host.ts';
import { framesIn, type Evidence, type SuspectLane } from '../../integrate/diagnosis.ts';
import { importDepths } from '../../integrate/import-depths.ts';
import { narrowOf } from '../../integrate/narrow-suite.ts';
import type { Build } from '../run/build.ts';
import { testScript } from '../project/detect.ts';
import { importsOf } from '../gates/imports-of.ts';
import type { Red } from '../integrate.ts';
import { wholeText } from '../gates/gate-report.ts';
import { failingTests } from '../gates/narrowed.ts';
import { atSuite, tailOf } from '../gates/suite.ts';

/** A lane, and the commit its lines come from. */
export interface Lines extends SuspectLane {
  readonly commit: string;
}

const MOST_FRAMES = 12;

/** What a red suite's checkout and history say of who it is about, beside its words. */
export async function evidenceOf(build: Build, merger: Merger, red: Red, lanes: readonly Lines[]): Promise<Evidence> {
  return atSuite(build, red.commit, (folder) => gathered(build, merger, { red, lanes, folder }));
}

async function gathered(
  build: Build,
  merger: Merger,
  at: { readonly red: Red; readonly lanes: readonly Lines[]; readonly folder: string },
): Promise<Evidence> {
  const { red, lanes, folder } = at;
  const { files } = build.host;
  const told = red.failed.length > 0 ? wholeText(red.failed) : await files.readText(red.problem.log);
  const stories = new Map(lanes.map(({ commit, story }) => [commit, story]));
  const frames = framesIn(told ?? tailOf(red.problem), folder).slice(0, MOST_FRAMES);
  const blamed = await Promise.all(
    frames.map(async ({ path, line }) => {
      const story = stories.get((await merger.blameLine(red.commit, path, line)) ?? '');
      return story === undefined ? [] : [{ story, path, line }];
    }),
  );
  const gate = build.project.gates.find(({ name }) => name === red.problem.gate);
  const narrow = gate && narrowOf(gate, await testScript(files, folder));
  const failing = narrow?.are === 'files' ? await failingTests(build, narrow, { log: red.problem.log, failed: red.failed }) : [];
  // Of a runner that nobody knows, the files that its stacks name stand for the tests.
  const starts = failing.length > 0 ? failing : frames.map(({ path }) => path);
  return { blamed: blamed.flat(), imports: await importDepths(starts, importsOf(files, folder)) };
}
