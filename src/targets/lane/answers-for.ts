import { subjectOf, type AgentAsking, type Asked } from '../../model/inbox.ts';
import { ownerOf } from '../../model/subtask-lane.ts';
import { itemsOf } from '../../record/inbox.ts';
import type { Build, Lane } from '../run/build.ts';

/** What people have answered to earlier sessions on this card, a line each: refusals hold, permissions for once until they are used. */
export function answersFor({ project }: Build, { story, key, what }: Lane): readonly string[] {
  const { state } = project.store;
  const own = itemsOf(state, { story: ownerOf(story.id).story, key }).filter(({ asking }) => asking.about !== 'drift');
  const drifts = state.inbox.filter(
    ({ asking }) => asking.about === 'drift' && what[`contract ${asking.adr}`] === asking.contract,
  );
  return [...own, ...drifts].flatMap((one) => lineOf(one) ?? []);
}

const WORDS: Readonly<Record<AgentAsking['about'], readonly [allowed: string, denied: string]>> = {
  permission: ['Allowed', 'Refused'],
  loop: ['Go on without it', 'Do not try it again'],
  drift: ['It is to be edited', 'It holds as it stands'],
};

function lineOf({ id, asking, answer, isTaken }: Asked): string | undefined {
  if (asking.about === 'question' || answer === undefined || (answer.allow && answer.always !== true && isTaken))
    return undefined;
  const [allowed, denied] = WORDS[asking.about];
  return `${id}, ${subjectOf(asking)}. ${answer.allow ? allowed : denied}${answer.why === undefined ? '' : `: ${answer.why}`}`;
}
