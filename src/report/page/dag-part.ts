import { closure } from '../../model/dag.ts';
import type { StoryNode, StoryState } from '../../model/report.ts';
import { countText, tokensText } from '../amounts.ts';
import { layered, type LaidEdge } from './dag-layout.ts';
import { all, el, type Markup } from './markup.ts';
import { fitText, label, legend, near, svg } from './plot.ts';

/** More than these nobody can follow with the eye; the rest is counted. */
const MOST_NODES = 150;
const [BOX_WIDTH, BOX_HEIGHT, STEP_X, STEP_Y] = [146, 34, 182, 44];
const LOOSE_COLUMNS = 5;

interface Look {
  readonly mark: string;
  readonly stroke: string;
  readonly text: string;
  readonly dash?: boolean;
}

/** A state by its sign, its line and its word: no two alike without colour. */
const LOOKS: Readonly<Record<StoryState, Look>> = {
  'needs you': { mark: '!', stroke: 's-over', text: 'over' },
  running: { mark: '▶', stroke: 's-run', text: 'run' },
  'to do': { mark: '○', stroke: 's-soft', text: 'soft' },
  draft: { mark: '✎', stroke: 's-soft', text: 'soft', dash: true },
  'taken as done': { mark: '≈', stroke: 's-learn', text: 'learn', dash: true },
  integrated: { mark: '✓', stroke: 's-ok', text: 'ok' },
};

const STATES = Object.keys(LOOKS) as readonly StoryState[];

/** Stories by who needs whom, from left to right; below, those that need nobody and are needed by nobody. */
export function dagPart(stories: readonly StoryNode[]): Markup {
  if (stories.length === 0) return el('p', { class: 'note' }, 'There are no stories yet: xpar new story <id>.');
  const drawn = mostTelling(stories);
  const rest = stories.filter((story) => !drawn.includes(story));
  const picture = drawDag(drawn);
  const counts = countsText(stories);
  return all(
    el('p', {}, counts),
    el(
      'figure',
      { id: 'dag-plot' },
      el(
        'div',
        { class: 'wide-only', tabindex: 0, role: 'region', 'aria-label': 'Stories by dependency, scrolls sideways' },
        svg(
          {
            id: 'dag',
            name: 'dag',
            title: 'Stories by dependency',
            description: `${counts} ${needsText(drawn)}`,
            width: picture.width,
          },
          picture,
        ),
      ),
      rest.length === 0
        ? undefined
        : el('figcaption', {}, `${countText(rest.length, 'story', 'stories')} more not drawn: ${countsText(rest)}`),
    ),
  );
}

/** What waits for somebody first, then what is open, each with what it needs; in the order of the plan. */
function mostTelling(stories: readonly StoryNode[]): readonly StoryNode[] {
  if (stories.length <= MOST_NODES) return stories;
  const rank = (story: StoryNode): number => STATES.indexOf(story.state);
  const chosen = new Set(stories.toSorted((a, b) => rank(a) - rank(b)).slice(0, MOST_NODES));
  return stories.filter((story) => chosen.has(story));
}

function countsText(stories: readonly StoryNode[]): string {
  const counts = STATES.flatMap((state) => {
    const count = stories.filter((story) => story.state === state).length;
    return count === 0 ? [] : [`${count} ${state}`];
  });
  return `${countText(stories.length, 'story', 'stories')}: ${counts.join(', ')}.`;
}

const MOST_SAID = 40;

function needsText(stories: readonly StoryNode[]): string {
  const needing = stories.filter(({ dependsOn }) => dependsOn.length > 0);
  const said = needing.slice(0, MOST_SAID).map(({ id, state, dependsOn }) => `${id} (${state}) needs ${dependsOn.join(' and ')}`);
  const rest = needing.length - said.length;
  return `${said.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`;
}

function drawDag(stories: readonly StoryNode[]): {
  readonly width: number;
  readonly height: number;
  readonly parts: readonly Markup[];
} {
  const ids = new Set(stories.map(({ id }) => id));
  const declared = new Map(stories.map(({ id, dependsOn }) => [id, dependsOn.filter((need) => ids.has(need) && need !== id)]));
  const needs = withoutImplied(declared);
  const tied = new Set([...needs].flatMap(([id, needed]) => (needed.length > 0 ? [id, ...needed] : [])));
  const laid = layered(new Map([...needs].filter(([id]) => tied.has(id))));
  const loose = stories.filter(({ id }) => !tied.has(id));
  const tiedHeight = tied.size === 0 ? 0 : laid.rows * STEP_Y;
  const looseTop = tiedHeight + (tied.size > 0 && loose.length > 0 ? 26 : 0);
  const looseRows = Math.ceil(loose.length / LOOSE_COLUMNS);
  const columns = Math.max(laid.layers, Math.min(loose.length, LOOSE_COLUMNS), 3);
  const width = columns * STEP_X - (STEP_X - BOX_WIDTH) + 4;
  const byId = new Map(stories.map((story) => [story.id, story]));
  const key = legend(
    { x: 2, y: looseTop + looseRows * STEP_Y + 20, width },
    STATES.filter((state) => stories.some((story) => story.state === state)).map((state) => [
      (x, y) => label(x, y + 4, LOOKS[state].mark, { class: `${LOOKS[state].text} bold`, 'text-anchor': 'middle' }),
      state,
    ]),
  );
  return {
    width,
    height: looseTop + looseRows * STEP_Y + key.height + 8,
    parts: [
      ...laid.edges.map((edge) => drawEdge(edge, byId.get(edge.to)!)),
      ...laid.nodes.map(({ id, layer, row }) => drawNode(byId.get(id)!, 2 + layer * STEP_X, 4 + row * STEP_Y)),
      loose.length === 0 || tied.size === 0 ? all() : label(2, looseTop - 4, 'On their own', { class: 'soft' }),
      ...loose.map((story, at) =>
        drawNode(story, 2 + (at % LOOSE_COLUMNS) * STEP_X, looseTop + 4 + Math.floor(at / LOOSE_COLUMNS) * STEP_Y),
      ),
      key.parts,
    ],
  };
}

/** More lines than these are a thicket. */
const MOST_EDGES = 300;

/** In a thicket, needs that follow from other needs are left out: the order stays as it is. */
function withoutImplied(needs: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, readonly string[]> {
  if ([...needs.values()].flat().length <= MOST_EDGES) return needs;
  const beyond = new Map([...needs.keys()].map((id) => [id, closure(id, needs)]));
  return new Map(
    [...needs].map(([id, needed]) => [
      id,
      needed.filter(
        (need) => !needed.some((other) => other !== need && beyond.get(other)!.has(need) && !beyond.get(need)!.has(other)),
      ),
    ]),
  );
}

function drawNode({ id, title, state, adrs, ceilingTokens }: StoryNode, x: number, y: number): Markup {
  const { mark, stroke, text, dash } = LOOKS[state];
  return el(
    'g',
    {},
    el('title', {}, `${id}: ${state}. ${title}`),
    el('rect', {
      x,
      y,
      width: BOX_WIDTH,
      height: BOX_HEIGHT,
      rx: 5,
      class: `box ${stroke}${dash === true ? ' dash' : ''}`,
      'stroke-width': 1.5,
    }),
    label(x + 13, y + 14, mark, { class: `${text} bold`, 'text-anchor': 'middle' }),
    label(x + 24, y + 14, fitText(id, BOX_WIDTH - 28, 7), { class: 'bold' }),
    label(x + 24, y + 28, ceilingTokens === undefined ? state : `${tokensText(ceilingTokens)}`, {
      class: 'soft',
      'font-size': 10,
    }),
    label(x + BOX_WIDTH - 7, y + 28, fitText(adrs.join(' '), 66, 5.8), { class: 'soft', 'text-anchor': 'end', 'font-size': 10 }),
  );
}

/** A curve from the right side of what is needed to the left side of what needs it; what is on its way now is drawn in its colour. */
function drawEdge({ way }: LaidEdge, to: StoryNode): Markup {
  const y = (row: number): number => 4 + row * STEP_Y + BOX_HEIGHT / 2;
  const [first, ...bends] = way;
  let path = `M${near(2 + first![0] * STEP_X + BOX_WIDTH)} ${near(y(first![1]))}`;
  let fromX = 2 + first![0] * STEP_X + BOX_WIDTH;
  let fromY = y(first![1]);
  for (const [at, [layer, row]] of bends.entries()) {
    const isEnd = at === bends.length - 1;
    const [left, here] = [2 + layer * STEP_X - (isEnd ? 6 : 0), y(row)];
    const bend = (left - fromX) / 2;
    path += `C${near(fromX + bend)} ${near(fromY)} ${near(left - bend)} ${near(here)} ${near(left)} ${near(here)}`;
    if (!isEnd) path += `h${BOX_WIDTH}`;
    [fromX, fromY] = [left + BOX_WIDTH, here];
  }
  const [layer, row] = way.at(-1)!;
  const [tipX, tipY] = [2 + layer * STEP_X, y(row)];
  const isHot = to.state === 'running' || to.state === 'needs you';
  const tone = isHot ? LOOKS[to.state].stroke : 's-soft';
  return all(
    el('path', { d: path, class: `none ${tone}`, 'stroke-width': isHot ? 1.6 : 1, 'stroke-opacity': isHot ? 1 : '0.55' }),
    el('path', { d: `M${near(tipX)} ${near(tipY)}l-7 -3.5v7z`, class: isHot ? LOOKS[to.state].text : 'f-soft' }),
  );
}
