import { hash } from 'node:crypto';

/**
 * A value as the bytes of a file that can be worked out again: a first line with the digest of all that follows, so that
 * half a file is none. In ASCII alone: that is turned into text without looking at every byte.
 */
export function sealed(value: unknown): Uint8Array {
  const json = JSON.stringify(value).replaceAll(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const body = Buffer.from(json, 'latin1');
  return Buffer.concat([Buffer.from(`${digestOf(body)}\n`), body]);
}

/** What was sealed, or undefined where these bytes are not whole. */
export function unsealed(bytes: Uint8Array | undefined): unknown {
  const end = bytes?.indexOf(10) ?? -1;
  if (bytes === undefined || end === -1) return undefined;
  const body = bytes.subarray(end + 1);
  if (Buffer.from(bytes.subarray(0, end)).toString() !== digestOf(body)) return undefined;
  return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1'));
}

export function digestOf(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'base64url');
}
