import { readAdr } from '../../cards/read-adr.ts';
import { setWeight } from '../../cards/set-budget.ts';
import { differs } from '../../check/rules.ts';
import type { Host } from '../../host/host.ts';
import type { Adr, Story } from '../../model/card.ts';
import type { Problem } from '../../model/problem.ts';
import type { TokenCache } from '../../record/token-cache.ts';
import { measureStories, type MeasuredStory } from './measure-stories.ts';
import type { Project } from '../project/project.ts';

/** What a budget says, in raw tokens of the reference tokenizer; what is not written is not there. */
interface StoryFigures {
  readonly floorTokens?: number;
  readonly workingTokens?: number;
  readonly ceilingTokens?: number;
}

/**
 * How a card's figures stand: within what rules tolerate, beyond it, just written; or why they are not to be filled in.
 * Draft and blocked stories may go without a model.
 */
type Standing =
  'as-measured' | 'differs' | 'written' | 'integrated' | 'dropped' | 'no-model' | 'unknown-model' | 'no-front-matter';

interface StoryReview {
  readonly kind: 'story';
  readonly card: Story;
  readonly model?: string;
  readonly declared: StoryFigures;
  readonly measured?: Required<StoryFigures>;
  /** Why it does not fit its model's smart zone, and what to cut. */
  readonly over?: Problem;
  readonly standing: Standing;
}

interface AdrReview {
  readonly kind: 'adr';
  readonly card: Adr;
  readonly declared: { readonly weightTokens?: number };
  readonly measured: { readonly weightTokens: number };
  readonly standing: Standing;
}

export type Review = StoryReview | AdrReview;

export interface ReviewAsk {
  /** Is this card to be looked at? */
  readonly asks: (card: Story | Adr) => boolean;
  /** For ready stories that have no budget. */
  readonly model?: string;
}

/** An ADR's weight counts itself: writing it may change it, so it is counted again until it stays, a few times at most. */
const ROUNDS = 8;

/** Declared figures beside measured ones, ADRs first: a story's floor is measured with the weights its ADRs are to get. */
export async function reviewBudgets(
  host: Host,
  project: Project,
  tokens: TokenCache,
  ask: ReviewAsk,
): Promise<readonly Review[]> {
  const inForce = project.adrs.filter((adr) => ask.asks(adr) && (adr.status === 'accepted' || adr.status === 'proposed'));
  const adrs: AdrReview[] = [];
  for (const adr of inForce) adrs.push(await reviewAdr(adr, tokens));
  const weighed = project.adrs.map((adr) => asWeighed(adrs.find(({ card }) => card.id === adr.id)) ?? adr);
  const stories = project.stories.map((story) => withModel(story, ask.model));
  const measured = await measureStories(host, { ...project, stories, adrs: weighed }, tokens);
  return [...adrs, ...stories.filter(ask.asks).map((story) => reviewStory(measured.get(story.id)!))];
}

async function reviewAdr(card: Adr, tokens: TokenCache): Promise<AdrReview> {
  const { weightTokens } = card;
  const declared = weightTokens === undefined ? {} : { weightTokens };
  const counted = await tokens.count(card.text);
  const row = { kind: 'adr', card, declared, measured: { weightTokens: counted } } as const;
  if (weightTokens !== undefined && !differs('weight-differs', weightTokens, counted)) return { ...row, standing: 'as-measured' };
  if (setWeight(card.text, counted) === card.text) return { ...row, standing: 'no-front-matter' };
  return { ...row, measured: { weightTokens: await settledWeight(card.text, counted, tokens) }, standing: 'differs' };
}

async function settledWeight(text: string, counted: number, tokens: TokenCache): Promise<number> {
  let weight = counted;
  for (let round = 0; round < ROUNDS; round++) {
    const next = await tokens.count(setWeight(text, weight));
    if (next === weight) break;
    weight = next;
  }
  return weight;
}

/** The ADR as it reads once its weight is written. */
function asWeighed(review: AdrReview | undefined): Adr | undefined {
  if (review?.standing !== 'differs') return undefined;
  return readAdr(review.card.file, new TextEncoder().encode(setWeight(review.card.text, review.measured.weightTokens))).adr;
}

function withModel(story: Story, model: string | undefined): Story {
  return story.budget === undefined && story.status === 'ready' && model !== undefined ? { ...story, budget: { model } } : story;
}

function reviewStory({ story: card, floor, forecast, over }: MeasuredStory): StoryReview {
  const { model, ...declared } = card.budget ?? {};
  const row = { kind: 'story', card, declared, ...(model === undefined ? {} : { model }) } as const;
  if (floor === undefined) return { ...row, standing: card.status === 'dropped' ? 'dropped' : 'integrated' };
  if (forecast === undefined) return { ...row, standing: model === undefined ? 'no-model' : 'unknown-model' };
  // P80 in tokens of the model, brought back to the unit that floors are measured in: the sum needs one.
  const workingTokens = Math.round(forecast.workingP80Tokens / forecast.kappa);
  const measured = { floorTokens: floor.tokens, workingTokens, ceilingTokens: floor.tokens + workingTokens };
  return {
    ...row,
    measured,
    ...(over === undefined ? {} : { over }),
    standing: holds(declared, measured) ? 'as-measured' : 'differs',
  };
}

function holds(declared: StoryFigures, measured: Required<StoryFigures>): boolean {
  const { floorTokens, workingTokens, ceilingTokens } = declared;
  if (floorTokens === undefined || workingTokens === undefined || ceilingTokens === undefined) return false;
  return !(
    differs('floor-differs', floorTokens, measured.floorTokens) ||
    differs('ceiling-differs', workingTokens, measured.workingTokens) ||
    differs('ceiling-differs', ceilingTokens, floorTokens + workingTokens)
  );
}
