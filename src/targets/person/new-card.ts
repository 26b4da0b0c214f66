import path from 'node:path';
import { newAdrText, newStoryText } from '../../cards/new-card-text.ts';
import { storyIdFault } from '../../cards/story-id.ts';
import type { Host } from '../../host/host.ts';
import type { Problem } from '../../model/problem.ts';
import type { Got, Opened } from '../project/read-project.ts';

/** Writes a draft story that reads without a complaint. Gives its path relative to the top; overwrites nothing. */
export async function newStory(host: Host, opened: Opened, asked: { id: string; title?: string }): Promise<Got<string>> {
  const { id } = asked;
  const fault = storyIdFault(id);
  const file = path.posix.join(opened.config.stories, `${id}.md`);
  if (fault !== undefined) return no({ reason: 'bad-argument', name: 'id', found: id, expected: fault });
  const twin = ((await host.files.list(path.join(opened.repository.top, opened.config.stories))) ?? []).find(
    (name) => name.toLowerCase() === `${id}.md`,
  );
  if (twin !== undefined) return no({ reason: 'file-exists', file: path.posix.join(opened.config.stories, twin) });
  return write(host, opened, { file, text: newStoryText(id, asked.title ?? titleOf(id)) });
}

/** Writes a proposed ADR under the next free number. Gives its path relative to the top; overwrites nothing. */
export async function newAdr(host: Host, opened: Opened, title: string): Promise<Got<string>> {
  const there = (await host.files.list(path.join(opened.repository.top, opened.config.adrs))) ?? [];
  const numbers = there.flatMap((name) => /^(?:ADR-)?(\d{1,6})\b/i.exec(name)?.[1] ?? []).map(Number);
  const number = Math.max(0, ...numbers) + 1;
  const slug = title
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60);
  if (slug === '')
    return no({ reason: 'bad-argument', name: 'title', found: title, expected: 'a title with letters or digits in it' });
  return write(host, opened, {
    file: path.posix.join(opened.config.adrs, `ADR-${number}-${slug}.md`),
    text: newAdrText(number, title),
  });
}

async function write(host: Host, opened: Opened, card: { file: string; text: string }): Promise<Got<string>> {
  const made = await host.files.createNew(path.join(opened.repository.top, card.file), card.text);
  return made ? { ok: true, value: card.file } : no({ reason: 'file-exists', file: card.file });
}

function titleOf(id: string): string {
  const words = id.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function no(problem: Problem): { readonly ok: false; readonly problems: readonly Problem[] } {
  return { ok: false, problems: [problem] };
}
