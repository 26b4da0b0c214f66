import { basename } from 'node:path';
import type { Adr, TestLock } from '../model/card.ts';
import type { AdrFrontMatter } from '../model/generated/adr.ts';
import type { ReadProblem } from '../model/problem.ts';
import { suggest } from '../model/suggest.ts';
import { tokenCount } from '../model/token-count.ts';
import { adrBody, adrField, adrTitle } from './adr-body.ts';
import { adrId, canonicalAdrId } from './adr-id.ts';
import { ADR_STATUS_WORDS, adrStatus } from './adr-status.ts';
import type { Block } from './blocks.ts';
import { decodeCard } from './decode-card.ts';
import { frontMatter, type FrontMatter } from './front-matter.ts';
import { frontMatterProblem, wrongValue } from './front-matter-problems.ts';
import { markdown } from './markdown.ts';
import { sectionPlaces, sections, type Section } from './sections.ts';
import { testLock } from './test-lock.ts';
import { violations } from './violations.ts';
import { yamlValue, type YamlValue } from './yaml-value.ts';

export interface AdrRead {
  /** Absent where there is more to complain of than keys of other tools. */
  readonly adr?: Adr;
  readonly problems: readonly ReadProblem[];
}

const KEYS = ['title', 'status', 'date', 'predecessors', 'weight', 'locked_in_by'];
/** Keys of MADR and log4brains that mean nothing here and are nobody's mistake. */
const FOREIGN_KEYS = new Set([
  'decision-makers',
  'deciders',
  'consulted',
  'informed',
  'tags',
  'id',
  'supersedes',
  'superseded_by',
]);

/** One ADR file, ours or of another tool. Never throws; a template, an index or a file without a number is skipped with a note. */
export function readAdr(file: string, bytes: Uint8Array): AdrRead {
  const stem = basename(file, '.md');
  const id = /template/i.test(stem) ? undefined : adrId(stem);
  if (id === undefined) return { problems: [{ reason: 'skipped-file', why: skipReason(stem), place: { file } }] };
  const decoded = decodeCard(file, bytes);
  if ('problem' in decoded) return { problems: [decoded.problem] };
  const parts = frontMatter(file, decoded.text);
  const yaml = yamlOf(file, parts);
  const problems =
    yaml.problems.length > 0
      ? yaml.problems
      : violations('adr', yaml.value).map((violation) => frontMatterProblem(violation, yaml));
  if (problems.length > 0) return { problems };
  const { body, bodyLine } = parts !== undefined && 'body' in parts ? parts : { body: decoded.text, bodyLine: 1 };
  const tree = markdown(file, body, bodyLine);
  return 'problem' in tree ? { problems: [tree.problem] } : adrOf({ ...id, file, ...decoded }, yaml, tree.blocks);
}

/** An ADR needs no front matter, and a key without a value is one not written. */
function yamlOf(file: string, parts: FrontMatter): YamlValue {
  if (parts !== undefined && 'problem' in parts) return { ...yamlValue(file, '', 1), problems: [parts.problem] };
  const yaml = yamlValue(file, parts?.yaml ?? '', parts?.firstLine ?? 1);
  if (typeof yaml.value !== 'object' || yaml.value === null || Array.isArray(yaml.value)) return yaml;
  return { ...yaml, value: Object.fromEntries(Object.entries(yaml.value).filter(([, value]) => value !== null)) };
}

function skipReason(stem: string): string {
  return /template/i.test(stem) ? 'a template' : 'no number in its name';
}

type Named = Pick<Adr, 'id' | 'shownId' | 'file' | 'text' | 'digest'>;

function adrOf(named: Named, yaml: YamlValue, blocks: readonly Block[]): AdrRead {
  const written = yaml.value as AdrFrontMatter;
  const all = sections(blocks);
  const status = statusOf(written, yaml, blocks, all);
  const locks = locksOf(written, yaml);
  const problems = [status, ...locks].flatMap((one) => (typeof one === 'object' && 'reason' in one ? [one] : []));
  const notes = foreignKeys(written, yaml);
  if (typeof status === 'object' || problems.length > 0) return { problems: [...problems, ...notes] };
  const date = written.date ?? adrField('date', blocks, all);
  const weightTokens = tokenCount(written.weight ?? '');
  const adr: Adr = {
    ...named,
    ...adrBody(named.file, all),
    title: written.title?.trim() ?? adrTitle(blocks) ?? named.shownId,
    status,
    ...(date === undefined ? {} : { date }),
    predecessors: (written.predecessors ?? []).map(canonicalAdrId),
    ...(weightTokens === undefined ? {} : { weightTokens }),
    lockedInBy: locks as readonly TestLock[],
    places: { ...yaml.places, ...sectionPlaces(named.file, all) },
  };
  return { adr, problems: notes };
}

/** A decision that does not say where it stands is in force: many folders of ADRs hold no other kind. */
function statusOf(
  written: AdrFrontMatter,
  yaml: YamlValue,
  blocks: readonly Block[],
  all: readonly Section[],
): Adr['status'] | ReadProblem {
  const expected = `one of ${ADR_STATUS_WORDS.join(', ')}`;
  if (written.status !== undefined) {
    return adrStatus(written.status) ?? wrongValue(yaml, '/status', expected, suggest(written.status, ADR_STATUS_WORDS));
  }
  const told = adrField('status', blocks, all);
  if (told === undefined) return 'accepted';
  const place = sectionPlaces(yaml.places['']!.file, all)['#status'] ?? yaml.places['']!;
  return adrStatus(told) ?? { reason: 'wrong-value', key: 'status', expected, found: told.slice(0, 80), place };
}

function locksOf(written: AdrFrontMatter, yaml: YamlValue): readonly (TestLock | ReadProblem)[] {
  const entries = typeof written.locked_in_by === 'string' ? [written.locked_in_by] : (written.locked_in_by ?? []);
  const single = typeof written.locked_in_by === 'string';
  return entries.map((entry, index) => {
    const pointer = single ? '/locked_in_by' : `/locked_in_by/${index}`;
    return (
      testLock(entry, yaml.places[pointer]!) ?? wrongValue(yaml, pointer, 'file, file::title or file::{title one, title two}')
    );
  });
}

/** Unknown keys are another tool's business, unless they are nearly one of ours. */
function foreignKeys(written: AdrFrontMatter, yaml: YamlValue): readonly ReadProblem[] {
  const unknown = Object.keys(written).filter((key) => !KEYS.includes(key) && !FOREIGN_KEYS.has(key) && !key.startsWith('x-'));
  return unknown.map((key) => {
    const suggestion = suggest(key, KEYS);
    const place = yaml.keyPlaces[`/${key}`] ?? yaml.places['']!;
    return { reason: 'adr-unknown-key', key, ...(suggestion === undefined ? {} : { suggestion }), place };
  });
}
