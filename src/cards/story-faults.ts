import type { ReadProblem } from '../model/problem.ts';
import { canonicalAdrId } from './adr-id.ts';
import { wrongValue } from './front-matter-problems.ts';
import { isInside } from './inside.ts';
import { storyIdFault } from './story-id.ts';
import { pointerTo, type YamlValue } from './yaml-value.ts';

const INSIDE = 'a path or glob inside the repository';
/** Whoever writes `!` believes those files shut out. */
const NOT_TAKEN_OUT = 'what may be changed: nothing is taken out by `!` (`./!name` is a file of that name)';

/** What a schema cannot say of a story's front matter; values of the wrong type are left to the schema. */
export function storyFaults(stem: string, yaml: YamlValue): readonly ReadProblem[] {
  const written = (typeof yaml.value === 'object' && yaml.value !== null ? yaml.value : {}) as Readonly<Record<string, unknown>>;
  const subtasks = maps(written['subtasks']);
  return [
    ...idFaults(stem, written, yaml),
    ...outside(texts(written['files']), '/files', yaml),
    ...outside(texts(written['allow_protected']), '/allow_protected', yaml),
    ...subtasks.flatMap((subtask, index) => outside(texts(subtask['files']), `/subtasks/${index}/files`, yaml)),
    ...repeated(texts(written['adrs']).map(canonicalAdrId), '/adrs', 'each ADR once', yaml),
    ...repeated(texts(written['depends_on']), '/depends_on', 'each story once', yaml),
    ...subtaskFaults(subtasks, yaml),
  ];
}

function idFaults(stem: string, written: Readonly<Record<string, unknown>>, yaml: YamlValue): readonly ReadProblem[] {
  const why = storyIdFault(stem);
  const place = yaml.places['/id'] ?? yaml.places['']!;
  if (why !== undefined) return [{ reason: 'bad-id', id: stem, why, place: yaml.places['']! }];
  const id = written['id'];
  if (typeof id !== 'string') return [];
  const fault = storyIdFault(id);
  if (fault !== undefined) return [{ reason: 'bad-id', id, why: fault, place }];
  return id === stem ? [] : [{ reason: 'id-differs', id, stem, place }];
}

function outside(globs: readonly string[], pointer: string, yaml: YamlValue): readonly ReadProblem[] {
  return globs.flatMap((glob, index) =>
    glob.trim() === '' || (isInside(glob) && !glob.startsWith('!'))
      ? []
      : [wrongValue(yaml, pointerTo(pointer, index), glob.startsWith('!') ? NOT_TAKEN_OUT : INSIDE)],
  );
}

function repeated(ids: readonly string[], pointer: string, expected: string, yaml: YamlValue): readonly ReadProblem[] {
  return ids.flatMap((id, index) => (ids.indexOf(id) === index ? [] : [wrongValue(yaml, pointerTo(pointer, index), expected)]));
}

function subtaskFaults(subtasks: readonly Readonly<Record<string, unknown>>[], yaml: YamlValue): readonly ReadProblem[] {
  const ids = subtasks.map(({ id }) => id);
  return subtasks.flatMap((subtask, index) => [
    ...(ids.indexOf(subtask['id']) === index
      ? []
      : [wrongValue(yaml, `/subtasks/${index}/id`, 'an id that no other subtask has')]),
    ...texts(subtask['depends_on']).flatMap((need, at) =>
      ids.includes(need) && need !== subtask['id']
        ? []
        : [wrongValue(yaml, `/subtasks/${index}/depends_on/${at}`, 'the id of another subtask')],
    ),
  ]);
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : [];
}

function maps(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null) ? value : [];
}
