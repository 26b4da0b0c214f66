import { SIDES, type BaseDilemma, type Side } from '../model/base-dilemma.ts';
import { shown } from '../model/shown.ts';
import { pathsText } from './foreseen-text.ts';

/** What a choice keeps. */
export function sideText(side: Side, { base, integration }: Pick<BaseDilemma, 'base' | 'integration'>): string {
  const [own, other] = side === 'base' ? [base, integration] : [integration, base];
  return `those files as ${shown(own)} has them; what ${shown(other)} changed there is not in what is integrated`;
}

/** One page: what conflicts, the choices with their numbers, and how it is done by hand. */
export function baseDilemmaPage(dilemma: BaseDilemma): string {
  const { base, integration, paths, baseCommit, tip } = dilemma;
  return [
    `${shown(base)} does not merge into ${shown(integration)}: ${pathsText(paths)}`,
    `  ${shown(base)} is at ${baseCommit.slice(0, 10)}, ${shown(integration)} at ${tip.slice(0, 10)}`,
    '',
    ...SIDES.map((side, at) => `  ${at + 1}  ${side.padEnd(11)} ${sideText(side, dilemma)}`),
    `  by hand        ${byHandText(dilemma)}`,
    '  What either changed elsewhere is in it, the whole is gated before the branch moves, and your branch stays as it is.',
  ].join('\n');
}

export function byHandText({ base, integration }: Pick<BaseDilemma, 'base' | 'integration'>): string {
  return `git switch ${shown(integration)}, git merge ${shown(base)}, git switch ${shown(base)}`;
}
