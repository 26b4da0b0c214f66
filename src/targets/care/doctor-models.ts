import { findModel, type ModelFacts } from '../../budget/models.ts';
import type { Host } from '../../host/host.ts';
import type { Check } from '../../model/checkup.ts';
import type { AgentConfig, Config } from '../../model/config.ts';
import type { Story } from '../../model/card.ts';
import { openCardIndex } from '../../record/card-index.ts';
import { agentName } from '../project/adapters.ts';
import type { Opened } from '../project/read-project.ts';
import { readerOf, readTheCards } from '../project/read-the-cards.ts';
import { asRole } from '../sizes/roles.ts';

/** The models that cards and roles ask each agent for: is it one that is known, is it that agent's, and is anything known of it? */
export async function modelChecks(host: Host, opened: Opened): Promise<readonly Check[]> {
  const { repository, layout, config } = opened;
  const index = await openCardIndex(host.files, layout.cardIndex(repository.top), await readerOf(host));
  const { cards } = await readTheCards(host, opened, index);
  return [...askedFor(config, cards.stories)].flatMap(([agent, models]) =>
    [...models].flatMap(([model, asks]) => oneModel({ agent, config, model, asks })),
  );
}

/** By agent and model: who asks for it first, and how many do. */
type Asked = ReadonlyMap<string, ReadonlyMap<string, Asking>>;

interface Asking {
  readonly first: string;
  readonly count: number;
}

function askedFor(config: Config, stories: readonly Story[]): Asked {
  const asked = new Map<string, Map<string, Asking>>();
  for (const story of stories) {
    const turns = config.roles.length === 0 ? [story] : config.roles.map((role) => asRole(story, role));
    const wanted = new Set(turns.map((turn) => JSON.stringify([agentName(config, turn), turn.budget?.model ?? ''])));
    for (const one of wanted) {
      const [agent, model] = JSON.parse(one) as [string, string];
      if (model === '') continue;
      const models = asked.get(agent) ?? new Map<string, Asking>();
      const { first, count } = models.get(model) ?? { first: story.id, count: 0 };
      asked.set(agent, models.set(model, { first, count: count + 1 }));
    }
  }
  return asked;
}

interface Subject {
  readonly agent: string;
  readonly config: Config;
  readonly model: string;
  readonly asks: Asking;
}

function oneModel({ agent, config, model, asks }: Subject): readonly Check[] {
  const note = (found: string, hint: string): Check => ({ name: `agent ${agent}`, standing: 'note', found, hint });
  const who = asks.count === 1 ? `${asks.first} asks` : `${asks.first} and ${asks.count - 1} more ask`;
  const known = findModel(model, config.models);
  if ('near' in known) {
    const near = known.near.map((name) => `\`${name}\``).join(', ');
    const other = 'or say in `models` of the config what it holds and costs';
    return [note(`no model \`${model}\` is known, which ${who} for`, near === '' ? other : `one of ${near}? ${other}`)];
  }
  const stranger = strangerTo(config.agents[agent], model);
  const lacking = lackingOf(known.model);
  return [
    ...(stranger === undefined
      ? []
      : [
          note(
            `${stranger} has no \`${model}\`, which ${who} for`,
            'give these cards a `type` with an agent of its own, or another model',
          ),
        ]),
    ...(lacking.length === 0
      ? []
      : [
          note(
            `of \`${model}\`, which ${who} for, nothing is known of ${lacking.join(', ')}`,
            `set them in \`models\` of the config`,
          ),
        ]),
  ];
}

/** Those that speak to one provider only, unless their command says otherwise. */
function strangerTo(agent: AgentConfig | undefined, model: string): string | undefined {
  const isClaude = model.startsWith('claude-');
  if (agent?.kind === 'claude' && /^(?:gpt|gemini|o\d|grok|codex)/.test(model)) return 'Claude Code';
  const hasOwnProvider = agent?.command?.some((word) => word.includes('model_provider')) === true;
  return agent?.kind === 'codex' && isClaude && !hasOwnProvider ? 'Codex' : undefined;
}

/** Without a price its USD stay unknown; without a window or a known size its smart zone is the most careful guess. */
function lackingOf({ usdPerMillion, windowTokens, size, zone }: ModelFacts): readonly string[] {
  return [
    ...(usdPerMillion === undefined ? ['its prices (`usdPerMillion`)'] : []),
    ...(windowTokens === undefined ? ['its window (`window`)'] : []),
    ...(size === 'unknown' && zone.source === 'seed' ? ['its smart zone (`smartZone`)'] : []),
  ];
}
