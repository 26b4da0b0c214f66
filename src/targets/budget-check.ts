import type { Build, Lane, StepResult } from './run/build.ts';
import { floorInputs, floorParts, measureFloor } from './sizes/measure.ts';
import { startCommit } from './project/project.ts';

/**
 * Measures the story's floor as it is now. Only the raw counts are kept: whether they fit is derived again whenever it is
 * asked, since what multiplies them is learned from every run (ADR-5).
 */
export async function budgetCheck(build: Build, lane: Lane): Promise<StepResult<'budget-check'>> {
  const { host, project, tokens } = build;
  const { top } = project.repository;
  const tree = await host.git.files(top, startCommit(project));
  const inputs = floorInputs(lane.story, lane.adrs, tree, project);
  const { floor } = await measureFloor(host, top, inputs, tokens);
  return { end: 'done', parts: floorParts(inputs, host.tokenizer.name), output: { floor } };
}
