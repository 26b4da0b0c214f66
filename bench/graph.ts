// One graph of stories for every tool: the same cards, ADRs, context files and five chained targets a story, so that what is
// compared is the tools. The generator of pseudo-random numbers is fixed: the same N gives the same bytes.
import fs from 'node:fs';
import path from 'node:path';

export const STEPS = ['budget-check', 'worktree', 'implement', 'gate', 'integrate'] as const;

export interface GraphStory {
  readonly id: string;
  readonly file: string;
  readonly text: string;
  readonly context: readonly string[];
  readonly adrs: readonly string[];
  /** The file its work makes. */
  readonly made: string;
}

export interface Graph {
  readonly stories: readonly GraphStory[];
  /** Every other input, by path. */
  readonly files: ReadonlyMap<string, string>;
}

const WORDS = (
  'agent token budget story slice contract header bearer session parse verify merge gate suite worktree branch commit context ' +
  'floor ceiling model zone drift estimate actual burn integrator decision weight predecessor locked test round trip cookie ' +
  'client server route table schema index query cache state file watch edit stale fresh run replay'
).split(' ');

/** N stories (about 2 kB each), N source files (4 kB) and N/10 ADRs (1 kB); a story names three files and two ADRs. */
export function graphOf(count: number): Graph {
  const chance = randomFrom(12345);
  const adrCount = Math.max(2, Math.floor(count / 10));
  const stories = Array.from({ length: count }, (_, at) => storyOf(at, { count, adrCount, chance }));
  const adrs = Array.from({ length: adrCount }, (_, at) => [`adr/${adrName(at)}-decision.md`, adrText(at, chance)] as const);
  const sources = Array.from({ length: count }, (_, at) => [sourceName(at), sourceText(at, chance)] as const);
  return { stories, files: new Map([...adrs, ...sources]) };
}

/** A linear congruential generator: next whole number below `n`. */
type Chance = (n: number) => number;

function randomFrom(seed: number): Chance {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

function storyOf(at: number, { count, adrCount, chance }: { count: number; adrCount: number; chance: Chance }): GraphStory {
  const id = `s${padded(at, 6)}`;
  const context = someOf(Math.min(3, count), count, chance).map(sourceName);
  const adrs = someOf(2, adrCount, chance).map(adrName);
  const made = `out/${padded(at % 1000, 3)}/${id}.ts`;
  const text =
    `---\ntitle: Story ${at} ${word(chance)} ${word(chance)}\nstatus: ready\nbudget:\n  model: claude-sonnet-4-6\n` +
    `  floor: ${6000 + chance(500)}\n  working: ${21000 + chance(2000)}\n  ceiling: ${27000 + chance(2500)}\n` +
    `adrs: [${adrs.join(', ')}]\ncontext:\n${context.map((file) => `  - ${file}\n`).join('')}files: [${made}]\n---\n\n` +
    `# Story ${at}\n\n${words(420, chance)}\n## Acceptance criteria\n\n` +
    `- [ ] ${words(80, chance)}- [ ] ${words(80, chance)}- [ ] ${words(80, chance)}\n## Notes\n\n${words(380, chance)}\n` +
    `\`\`\`ts\nexport function f${at}(t: Token): Claims { return verify(t); }\n\`\`\`\n\n| step | file |\n|---|---|\n` +
    `${context.map((file) => `| read | \`${file}\` |\n`).join('')}\n${words(280, chance)}`;
  return { id, file: `stories/${id}.md`, text, context, adrs, made };
}

function someOf(wanted: number, below: number, chance: Chance): number[] {
  const chosen = new Set<number>();
  while (chosen.size < wanted) chosen.add(chance(below));
  return [...chosen];
}

function adrText(at: number, chance: Chance): string {
  const predecessors = at === 0 ? '' : adrName(chance(at));
  return (
    `---\ntitle: Decision ${at}\nstatus: accepted\nweight: ~${300 + chance(60)}\npredecessors: [${predecessors}]\n---\n` +
    `# ${adrName(at)}: Decision ${at}\n\n## Decision\n\n${words(150, chance)}\n## Why\n\n${words(150, chance)}\n## Contract\n\n` +
    `\`\`\`ts\nexport function d${at}(t: Token): Claims;\n\`\`\`\n\n${words(200, chance)}\n## Does not decide\n\n- ${words(80, chance)}`
  );
}

function sourceText(at: number, chance: Chance): string {
  let text = `// file ${at}\n`;
  while (text.length < 4000) {
    text += `export const v${chance(1e6)} = (${word(chance)}: number) => ${chance(1000)} + ${word(chance)}.length;\n`;
  }
  return text;
}

function words(length: number, chance: Chance): string {
  let text = '';
  while (text.length < length) {
    let line = '';
    while (line.length < 90) line += `${word(chance)} `;
    text += `${line.trim()}\n`;
  }
  return text;
}

function word(chance: Chance): string {
  return WORDS[chance(WORDS.length)]!;
}

function adrName(at: number): string {
  return `ADR-${at + 1}`;
}

function sourceName(at: number): string {
  return `src/${padded(at % 100, 2)}/f${padded(at, 6)}.ts`;
}

function padded(at: number, width: number): string {
  return String(at).padStart(width, '0');
}

/** The graph as a folder for `make` or `ninja`: its inputs, a folder for each story's outputs, and the build file. */
export function writeFor(tool: 'make' | 'ninja', graph: Graph, folder: string): void {
  writeInputs(graph, folder);
  for (const { id } of graph.stories) fs.mkdirSync(path.join(folder, 'built', id), { recursive: true });
  const [name, text] = tool === 'make' ? ['Makefile', makefile(graph)] : ['build.ninja', ninjaFile(graph)];
  fs.writeFileSync(path.join(folder, name), text);
}

export function writeInputs(graph: Graph, folder: string): void {
  for (const [file, text] of graph.files) write(folder, file, text);
  for (const { file, text } of graph.stories) write(folder, file, text);
}

function write(folder: string, file: string, text: string): void {
  const full = path.join(folder, file);
  fs.mkdirSync(path.dirname(full), { recursive: true });
  fs.writeFileSync(full, text);
}

function inputsOf({ file, context, adrs }: GraphStory): readonly string[] {
  return [file, ...context, ...adrs.map((adr) => `adr/${adr}-decision.md`)];
}

function edges(graph: Graph): { made: string; from: string[] }[] {
  return graph.stories.flatMap((story) =>
    STEPS.map((step, at) => ({
      made: `built/${story.id}/${step}`,
      from: [
        ...(at === 0 ? [] : [`built/${story.id}/${STEPS[at - 1]!}`]),
        ...(step === 'budget-check' || step === 'implement' ? inputsOf(story) : []),
      ],
    })),
  );
}

function makefile(graph: Graph): string {
  const ends = graph.stories.map(({ id }) => `built/${id}/integrate`).join(' ');
  const rules = edges(graph).map(({ made, from }) => `${made}: ${from.join(' ')}\n\t@touch $@\n`);
  return `MAKEFLAGS += -rR\n.SUFFIXES:\n.PHONY: all\nall: ${ends}\n${rules.join('')}`;
}

function ninjaFile(graph: Graph): string {
  const ends = graph.stories.map(({ id }) => `built/${id}/integrate`).join(' ');
  const rules = edges(graph).map(({ made, from }) => `build ${made}: t ${from.join(' ')}\n`);
  return `rule t\n  command = touch $out\n${rules.join('')}build all: phony ${ends}\ndefault all\n`;
}
