import { renamedText } from '../model/renamed.ts';
import { CHOICES, type Choice, type Dilemma } from '../model/resolution.ts';
import { shown } from '../model/shown.ts';
import { pathsText } from './foreseen-text.ts';

/** What a choice keeps, and what becomes of the rest; undefined where it cannot be had. */
export function choiceText(choice: Choice, dilemma: Dilemma): string | undefined {
  const { story, others } = dilemma;
  const own = shown(story);
  const names = others.map((one) => shown(one.story)).join(', ');
  const isOne = others.length === 1;
  const stays = others.length === 0 ? 'what is integrated' : names;
  if (!choices(dilemma).includes(choice)) return undefined;
  switch (choice) {
    case 'this':
      return `keeps ${own}'s work, which lands as it is; ${names} ${isOne ? 'is' : 'are'} taken out, and built again after it`;
    case 'other':
      return `keeps ${stays}; ${own}'s work is put aside, and ${own} is built anew on what stands, with new attempts`;
    case 'again':
      return `keeps neither: ${names} ${isOne ? 'is' : 'are'} taken out, ${own}'s work is put aside; all are built again, ${names} first`;
    case 'abandon':
      return `keeps ${stays}; ${own}'s work is put aside, and nobody goes on with it until its card is edited, or xpar retry`;
  }
}

/** Nothing can be taken out where no story landed it; what holds markers lands nowhere. */
function choices({ others, markers }: Dilemma): readonly Choice[] {
  if (others.length === 0) return ['other', 'abandon'];
  return markers === undefined ? CHOICES : ['other', 'again', 'abandon'];
}

/** One page: what conflicts with what, and the choices with their numbers. */
export function dilemmaPage(dilemma: Dilemma): string {
  const { story, title, paths, work, others, renamed = [], markers = [] } = dilemma;
  const rows = others.map((one) => `  the other  ${shown(one.story)}  ${shown(one.title)}, landed as ${one.commit.slice(0, 10)}`);
  const other = rows.length === 0 ? ['  the other  the base itself: no story landed it'] : rows;
  const shownChoices = CHOICES.flatMap((choice, at) => {
    const text = choiceText(choice, dilemma);
    return text === undefined ? [] : [`  ${at + 1}  ${choice.padEnd(8)} ${text}`];
  });
  return [
    `${shown(story)} does not merge: ${pathsText(paths)}`,
    `  this lane  ${shown(story)}  ${shown(title)}, its work is ${work.slice(0, 10)}`,
    ...other,
    ...(markers.length === 0 ? [] : [`  it was rebased, and holds conflict markers still: ${pathsText(markers)}`]),
    ...(renamed.length === 0 ? [] : [`  ${renamedText(renamed)}`]),
    '',
    ...shownChoices,
    '  What is put aside stays under refs/xpar/backup/; what is taken out is reverted and gated, as xpar reject does it.',
  ].join('\n');
}
