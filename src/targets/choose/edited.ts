import type { EditedInput, Price, RedecidedStory, Told } from '../../model/event.ts';
import type { Finding } from '../../model/problem.ts';
import { STEPS, type Decision, type Step } from '../../model/target.ts';
import type { PlannedStory } from '../../plan/plan.ts';
import { changedParts } from '../../stale/fingerprint.ts';
import type { Survey } from './intent.ts';
import type { MeasuredStory } from '../sizes/measure-stories.ts';
import { judgedBy } from './superseded.ts';

/** A repository as it was looked at last: the last whole survey, and what a look since could not get past. */
export interface Look {
  readonly survey: Survey;
  readonly blocking: readonly Finding[];
}

/**
 * What changed from one look to the next, by content alone; undefined where nothing did. While a run is under way
 * (`onlyInputs`) what it does to stories is its own to tell: only those whose inputs changed are listed.
 */
export function editedBetween(before: Look, after: Look, onlyInputs: boolean): Extract<Told, { t: 'edited' }> | undefined {
  const [was, is] = [before.survey, after.survey];
  const changes = changedInputs(was, is, onlyInputs);
  const stories = redecided(was, is, onlyInputs);
  const [old, now] = [findingsOf(before), findingsOf(after)];
  const found = [...now].filter(([key]) => !old.has(key)).map(([, finding]) => finding);
  const gone = [...old].filter(([key]) => !now.has(key)).map(([, finding]) => finding);
  if (changes.length + stories.length + found.length + gone.length === 0) return undefined;
  const price = { before: priced(was.plan.totals), after: priced(is.plan.totals) };
  return { t: 'edited', changes, stories, found, gone, price };
}

/** The figures of a plan's totals that a person is told. */
export function priced({ toImplement, p50Tokens, ceilingTokens, usd }: Survey['plan']['totals']): Price {
  return { toImplement, p50Tokens, ceilingTokens, ...(usd === undefined ? {} : { usd }) };
}

function changedInputs({ project: was }: Survey, { project: is }: Survey, onlyInputs: boolean): readonly EditedInput[] {
  const branches: EditedInput[] = [
    ...(was.base.commit === is.base.commit && was.base.name === is.base.name
      ? []
      : [{ of: 'base', name: is.base.name, how: 'edited' } as const]),
    // A run that is under way moves it with every landing.
    ...(onlyInputs || was.integration.tip === is.integration.tip
      ? []
      : [{ of: 'integration', name: is.config.integration, how: 'edited' } as const]),
  ];
  const hasSameConfig = was.configFile === is.configFile && JSON.stringify(was.config) === JSON.stringify(is.config);
  const config: EditedInput[] = hasSameConfig
    ? []
    : [{ of: 'config', name: is.configFile ?? was.configFile ?? '', how: configHow(was.configFile, is.configFile) }];
  return [...cardChanges('story', was, is), ...cardChanges('adr', was, is), ...config, ...branches];
}

function configHow(was: string | undefined, is: string | undefined): EditedInput['how'] {
  if (was === undefined) return 'added';
  return is === undefined ? 'removed' : 'edited';
}

/** A card that cannot be read any more is edited, not gone: it has a finding that says so. */
function cardChanges(of: 'story' | 'adr', was: Survey['project'], is: Survey['project']): readonly EditedInput[] {
  const cards = (project: Survey['project']): ReadonlyMap<string, string> =>
    new Map((of === 'story' ? project.stories : project.adrs).map(({ id, digest }) => [id, digest]));
  const [old, now] = [cards(was), cards(is)];
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  return names.flatMap((name): EditedInput[] => {
    if (old.get(name) === now.get(name)) return [];
    if (!now.has(name)) return [{ of, name, how: is.unreadable.includes(name) ? 'edited' : 'removed' }];
    return [{ of, name, how: old.has(name) || was.unreadable.includes(name) ? 'edited' : 'added' }];
  });
}

function redecided(was: Survey, is: Survey, onlyInputs: boolean): readonly RedecidedStory[] {
  const before = new Map(was.plan.stories.map((row) => [row.story.id, row]));
  return is.plan.stories.flatMap((row): RedecidedStory[] => {
    const { id } = row.story;
    const [old, one] = [was.measured.get(id), is.measured.get(id)!];
    const isEdited = old === undefined || inputsOf(was, old) !== inputsOf(is, one);
    if (onlyInputs && !isEdited) return [];
    const [now, then] = [shownOf(row, old, one), before.get(id)];
    // Broken and whole again, its lane is still under way: nothing is decided anew.
    if (onlyInputs && now.root.decision.reason.code === 'interrupted') return [];
    const last = then && shownOf(then, undefined, old);
    if (last && JSON.stringify(last) === JSON.stringify(now)) return [];
    const [dear, price] = [last && priceOf(then), priceOf(row)];
    return [{ story: id, ...now.root, ...(dear ? { before: dear } : {}), ...(price ? { after: price } : {}) }];
  });
}

/** What a person would see of it: the step that the others follow from, why, and for how much. */
function shownOf(
  row: PlannedStory,
  old: MeasuredStory | undefined,
  one: MeasuredStory | undefined,
): { root: { step: Step; decision: Decision }; price?: Price } {
  const root = rootOf(row);
  const changes = old && one ? changedParts(old.implementParts, one.implementParts) : [];
  const isCut = root.decision.state === 'stale' && root.decision.reason.code === 'interrupted' && changes.length > 0;
  const price = priceOf(row);
  return {
    // Of a lane in flight the journal only knows that it has not ended: what makes it stale is the edit.
    root: isCut ? { step: root.step, decision: { state: 'stale', reason: { code: 'changed', changes } } } : root,
    ...(price ? { price } : {}),
  };
}

function rootOf({ decisions }: PlannedStory): { step: Step; decision: Decision } {
  const first = STEPS.find((step) => step !== 'budget-check' && decisions[step].state !== 'fresh') ?? 'integrate';
  const step = decisions.implement.state === 'fresh' ? first : 'implement';
  return { step, decision: decisions[step] };
}

/** What an agent would take for it now; nothing, where none is to begin. */
function priceOf({ forecast, decisions }: PlannedStory): Price | undefined {
  if (forecast === undefined || decisions.implement.state !== 'stale') return undefined;
  const { floorTokens, workingP50Tokens, ceilingTokens, usd } = forecast;
  return { toImplement: 1, p50Tokens: floorTokens + workingP50Tokens, ceilingTokens, ...(usd === undefined ? {} : { usd }) };
}

function inputsOf({ project }: Survey, one: MeasuredStory): string {
  const { story, adrs, implementParts } = one;
  return JSON.stringify([story.digest, adrs.map(({ digest }) => digest), implementParts, judgedBy(project, one)]);
}

/** By what they say, not by where: a line more above it is no new finding. A record that a build writes right now looks torn. */
function findingsOf({ survey, blocking }: Look): ReadonlyMap<string, Finding> {
  const all = [...survey.findings, ...blocking].filter(({ problem }) => problem.reason !== 'state-torn');
  return new Map(all.map((finding) => [JSON.stringify({ ...finding.problem, place: finding.problem.place?.file }), finding]));
}
