import { basename } from 'node:path';
import type { DeclaredBudget, Story } from '../model/card.ts';
import type { StoryFrontMatter } from '../model/generated/story.ts';
import { comparePlaces } from '../model/place.ts';
import type { ReadProblem } from '../model/problem.ts';
import { tokenCount } from '../model/token-count.ts';
import { canonicalAdrId } from './adr-id.ts';
import type { Block, Container } from './blocks.ts';
import { decodeCard, shortDigest } from './decode-card.ts';
import { frontMatter } from './front-matter.ts';
import { frontMatterProblem } from './front-matter-problems.ts';
import { markdown } from './markdown.ts';
import { normalText, plainText } from './normal-text.ts';
import { sectionPlaces, sections, type Section } from './sections.ts';
import { storyFaults } from './story-faults.ts';
import { violations } from './violations.ts';
import { yamlValue } from './yaml-value.ts';

export interface StoryRead {
  /** Absent where there is anything to complain of. */
  readonly story?: Story;
  readonly problems: readonly ReadProblem[];
}

const DEFAULT_PRIORITY = 100;
const ACCEPTANCE = 'acceptance criteria';

/** One story file. Never throws, whatever the bytes; a file without front matter is none of ours and is skipped with a note. */
export function readStory(file: string, bytes: Uint8Array): StoryRead {
  const decoded = decodeCard(file, bytes);
  if ('problem' in decoded) return { problems: [decoded.problem] };
  const parts = frontMatter(file, decoded.text);
  if (parts === undefined) return { problems: [{ reason: 'skipped-file', why: 'no front matter', place: { file } }] };
  if ('problem' in parts) return { problems: [parts.problem] };
  const yaml = yamlValue(file, parts.yaml, parts.firstLine);
  if (yaml.problems.length > 0) return { problems: yaml.problems };
  const id = basename(file, '.md');
  const schemaProblems = violations('story', yaml.value).map((violation) => frontMatterProblem(violation, yaml));
  const problems = [...schemaProblems, ...storyFaults(id, yaml)].sort((a, b) => comparePlaces(a.place, b.place));
  const tree = markdown(file, parts.body, parts.bodyLine);
  if ('problem' in tree) return { problems: [...problems, tree.problem] };
  if (problems.length > 0) return { problems };
  const all = sections(tree.blocks);
  return {
    story: {
      ...declared(yaml.value as StoryFrontMatter),
      ...told(yaml.value as StoryFrontMatter, tree.blocks, all),
      id,
      file,
      body: parts.body,
      digest: decoded.digest,
      places: { ...yaml.places, ...sectionPlaces(file, all) },
    },
    problems: [],
  };
}

type Told = Pick<Story, 'acceptance' | 'criteria' | 'what' | 'digests'>;
type Declared = Omit<Story, 'id' | 'file' | 'body' | 'digest' | 'places' | keyof Told>;

function declared(written: StoryFrontMatter): Declared {
  return {
    title: written.title.trim(),
    status: written.status,
    priority: written.priority ?? DEFAULT_PRIORITY,
    ...(written.type === undefined ? {} : { type: written.type }),
    ...(written.budget === undefined ? {} : { budget: budgetOf(written.budget) }),
    adrs: (written.adrs ?? []).map(canonicalAdrId),
    context: written.context ?? [],
    files: written.files ?? [],
    dependsOn: written.depends_on ?? [],
    subtasks: (written.subtasks ?? []).map((subtask) => ({
      id: subtask.id,
      title: subtask.title,
      files: subtask.files ?? [],
      dependsOn: subtask.depends_on ?? [],
    })),
    gates: written.gates ?? [],
    allowProtected: written.allow_protected ?? [],
  };
}

function budgetOf(written: NonNullable<StoryFrontMatter['budget']>): DeclaredBudget {
  const floorTokens = tokenCount(written.floor ?? '');
  const workingTokens = tokenCount(written.working ?? '');
  const ceilingTokens = tokenCount(written.ceiling ?? '');
  return {
    model: written.model,
    ...(floorTokens === undefined ? {} : { floorTokens }),
    ...(workingTokens === undefined ? {} : { workingTokens }),
    ...(ceilingTokens === undefined ? {} : { ceilingTokens }),
  };
}

/** The card's text; the acceptance criteria stand apart from the rest of the body. */
function told(written: StoryFrontMatter, blocks: readonly Block[], all: readonly Section[]): Told {
  const criteria = all.filter(({ name }) => name === ACCEPTANCE);
  const apart = new Set<Block>(criteria.flatMap(({ heading, content }) => [heading, ...content]));
  const items = criteria.flatMap(({ content }) => content).flatMap((block) => (isList(block) ? block.children : []));
  const what = {
    title: written.title.replace(/\s+/g, ' ').trim(),
    body: normalText(blocks.filter((block) => !apart.has(block))),
    acceptance: normalText(criteria.flatMap(({ content }) => content)),
  };
  return {
    acceptance: items.map(plainText),
    criteria: items.length,
    what,
    digests: {
      title: shortDigest(what.title),
      body: shortDigest(what.body),
      acceptance: shortDigest(what.acceptance),
    },
  };
}

function isList(block: Block): block is Container {
  return block.kind === 'list' || block.kind === 'steps';
}
