import type { InPart, InParts } from '../model/in-parts.ts';
import { shown } from '../model/shown.ts';
import { countText, durationText, tokensText } from './amounts.ts';

const FILES_SHOWN = 3;

/** Each story that is worked on in parts, or could be: what that costs beside one session, and what it saves. */
export function inPartsText(all: readonly InParts[]): string {
  return all.map(oneText).join('\n');
}

function oneText({ how, parts, ...sums }: InParts): string {
  const head = `${shown(sums.story)}  ${sumsText(parts.length, sums)}`;
  if (how === 'card')
    return [head, ...parts.map((part) => `  ${shown(part.name)}${filesText(part)}${afterText(part)}`)].join('\n');
  const groups = parts.map((part) => `  -${filesText(part)}`);
  return [`${head}: could be \`subtasks\` on its card, as these files can be changed apart`, ...groups].join('\n');
}

/** Once some are done there is no other way left to compare with. */
function sumsText(left: number, { of, tokens, inOneTokens, durationMs, inOneMs }: Omit<InParts, 'how' | 'parts'>): string {
  if (left < of)
    return `${left} of ${countText(of, 'session', 'sessions')} left, ${tokensText(tokens)}, ${durationText(durationMs)}`;
  const more = tokens - inOneTokens;
  const extra = `${more < 0 ? '-' : '+'}${tokensText(Math.abs(more))}: bases and floors`;
  const cost = `${tokensText(tokens)} instead of ${tokensText(inOneTokens)} (${extra})`;
  return `${countText(of, 'session', 'sessions')}, ${cost}, ${durationText(durationMs)} instead of ${durationText(inOneMs)}`;
}

function filesText({ files }: InPart): string {
  const more = files.length - FILES_SHOWN;
  return files.length === 0 ? '' : ` ${files.slice(0, FILES_SHOWN).map(shown).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function afterText({ after }: InPart): string {
  return after.length === 0 ? '' : `, after ${after.map(shown).join(', ')}`;
}
