import { ROLE } from '../model/allowance.ts';
import type { Config } from '../model/config.ts';
import type { RawConfig } from '../model/generated/config.ts';
import type { Problem } from '../model/problem.ts';
import type { RoleConfig, RoleKind } from '../model/role.ts';
import { suggest } from '../model/suggest.ts';
import { configProblem, type PlaceOf } from './config-problem.ts';

const KINDS: Readonly<Record<string, RoleKind>> = {
  'test-writer': 'test-writer',
  [ROLE]: 'implementer',
  reviewer: 'reviewer',
};

/** The roles with what they do not say filled in. One implementer that is told nothing of its own is what there is without any. */
export function rolesOf(given: RawConfig['roles'] = []): readonly RoleConfig[] {
  const roles = given.map(({ name: written, kind, rounds = 1, share = 1, ...role }): RoleConfig => {
    const name = written === 'implement' ? ROLE : written;
    return { ...role, name, kind: kind ?? KINDS[name] ?? 'writer', rounds, share };
  });
  const [only] = roles;
  const isPlain = roles.length === 1 && only?.name === ROLE && only.prompt === undefined && only.share === 1;
  return isPlain && only.kind === 'implementer' && only.agent === undefined && only.model === undefined ? [] : roles;
}

/** Roles that contradict each other, or would never be seen to do what they say. */
export function roleFaults(placeOf: PlaceOf, { roles, agents }: Config): readonly Problem[] {
  if (roles.length === 0) return [];
  const implementers = roles.filter(({ kind }) => kind === 'implementer').length;
  if (implementers !== 1) {
    const found = implementers === 0 ? 'none' : String(implementers);
    return [configProblem(placeOf, '/roles', { expected: 'exactly one role of the kind implementer', found })];
  }
  const names = roles.map(({ name }) => name);
  const turn = roles.findIndex(({ kind }) => kind === 'implementer');
  return roles.flatMap((role, index): readonly Problem[] => {
    const { name, agent } = role;
    const fault: Fault = (key, expected, found) => configProblem(placeOf, `/roles/${index}/${key}`, { expected, found });
    return [
      ...(names.indexOf(name) === index ? [] : [fault('name', 'a name no other role has', name)]),
      ...kindFaults(role, index - turn, fault),
      ...(agent === undefined ? [] : unknownAgent(placeOf, { index, agent, known: Object.keys(agents) })),
    ];
  });
}

type Fault = (key: string, expected: string, found: string) => Problem;

/** `turn`: below 0 before the implementer, above 0 after. */
function kindFaults({ name, kind, agent, model, prompt }: RoleConfig, turn: number, fault: Fault): readonly Problem[] {
  switch (kind) {
    case 'test-writer':
      return turn > 0 ? [fault('name', 'a test-writer before the implementer', name)] : [];
    case 'reviewer':
      return turn < 0 ? [fault('name', 'a reviewer after the implementer', name)] : [];
    case 'writer':
      return prompt === undefined ? [fault('prompt', `what ${name} is to do`, 'nothing')] : [];
    case 'implementer':
      return [
        ...(name === ROLE ? [] : [fault('name', 'implementer, of that kind', name)]),
        ...(model === undefined ? [] : [fault('model', "nothing: the card's budget names it", model)]),
        ...(agent === undefined ? [] : [fault('agent', "nothing: the story's `type` names it", agent)]),
      ];
  }
}

function unknownAgent(
  placeOf: PlaceOf,
  { index, agent, known }: { readonly index: number; readonly agent: string; readonly known: readonly string[] },
): readonly Problem[] {
  if (known.includes(agent)) return [];
  const suggestion = suggest(agent, known);
  const near = suggestion === undefined ? {} : { suggestion };
  return [configProblem(placeOf, `/roles/${index}/agent`, { expected: `one of ${known.join(', ')}`, found: agent, ...near })];
}
