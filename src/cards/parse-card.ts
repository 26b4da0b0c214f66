import { readAdr } from './read-adr.ts';
import { readStory } from './read-story.ts';
import type { Reading } from '../model/reading.ts';

export interface CardText {
  readonly kind: 'story' | 'adr';
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** Parses one card: milliseconds, so that many of them are spread over the machine. Never throws. */
export function parseCard({ kind, file, bytes }: CardText): Reading {
  return kind === 'story' ? { file, ...readStory(file, bytes) } : { file, ...readAdr(file, bytes) };
}

/** Parses many, somewhere and in the order given. */
export type ParseCards = (texts: readonly CardText[]) => Promise<readonly Reading[]>;
