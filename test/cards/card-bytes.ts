import { readFileSync } from 'node:fs';

/** The bytes of a text. */
export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** A story's file with this front matter and body. */
export function card(frontMatter: string, body = '# Weigh\n'): Uint8Array {
  return bytesOf(`---\n${frontMatter}\n---\n${body}`);
}

/** The text of a file of this room's fixtures. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/cards/${name}`, import.meta.url), 'utf8');
}
