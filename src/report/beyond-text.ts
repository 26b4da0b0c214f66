import type { Beyond, BeyondPart } from '../model/event.ts';
import { shown } from '../model/shown.ts';
import { tokensText } from './amounts.ts';

/** What a first request held that is not on the card, on one line, with what to do where something can be done. */
export function beyondText({ tokens, parts }: Beyond): string {
  const told = parts.map(partText);
  const hint = parts.some(({ part }) => part === 'base' || part === 'version') ? ' → xpar calibrate base' : '';
  const from = told.length === 0 ? '' : `: ${told.join(', ')}`;
  return `started with ${tokensText(tokens)} tokens that are not on the card${from}${hint}`;
}

const TOOLS_NAMED = 6;

function partText(part: BeyondPart): string {
  switch (part.part) {
    case 'base':
      return part.source === 'none' ? 'its base is not known' : `its base of ${tokensText(part.tokens)} is ${shown(part.source)}`;
    case 'version':
      return `its base was measured with ${shown(part.before)}, this is ${shown(part.now)}`;
    case 'instructions':
      return `${shown(part.path)} (${tokensText(part.tokens)})`;
    case 'tools': {
      const named = part.names.slice(0, TOOLS_NAMED).map(shown).join(' ');
      return part.names.length > TOOLS_NAMED ? `${part.names.length} tools (${named} …)` : `tools ${named}`;
    }
  }
}
