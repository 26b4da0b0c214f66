import { createHash } from 'node:crypto';
import type { ReadProblem } from '../model/problem.ts';

/** Bytes of a whole card, and of its front matter, beyond which it is refused unread. */
export const CARD_LIMIT_BYTES: number = 256 * 1024;
export const FRONT_MATTER_LIMIT_BYTES: number = 64 * 1024;

export type Decoded = { readonly text: string; readonly digest: string } | { readonly problem: ReadProblem };

/** A card's bytes as text, byte order mark dropped and CRLF read as LF, with the SHA-256 of that text. */
export function decodeCard(file: string, bytes: Uint8Array): Decoded {
  if (bytes.length > CARD_LIMIT_BYTES) {
    return { problem: { reason: 'too-large', bytes: bytes.length, limit: CARD_LIMIT_BYTES, place: { file } } };
  }
  const lossy = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const offset = firstDifference(new TextEncoder().encode(lossy), bytes);
  if (offset !== undefined) return { problem: { reason: 'not-utf8', offset, place: placeOfByte(file, bytes, offset) } };
  const text = lossy.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  return { text, digest: createHash('sha256').update(text).digest('hex') };
}

/** First 16 hex digits of the SHA-256 of a text: how a part of a fingerprint is kept. */
export function shortDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** Decoding replaces invalid bytes, so that encoding again differs from there on. */
function firstDifference(encoded: Uint8Array, bytes: Uint8Array): number | undefined {
  const index = bytes.findIndex((byte, at) => byte !== encoded[at]);
  return index === -1 ? undefined : index;
}

function placeOfByte(file: string, bytes: Uint8Array, offset: number): { file: string; line: number } {
  return { file, line: bytes.subarray(0, offset).filter((byte) => byte === 0x0a).length + 1 };
}
