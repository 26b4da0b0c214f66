import fc from 'fast-check';
import { expect, test } from 'vitest';
import { discreet } from '../../src/host/discretion.ts';

const ENV = {
  API_KEY: 'sk-abcdefgh',
  MY_TOKEN: 'sk-abcdefgh-longer',
  DB_PASSWORD_FILE: 'pa"ss\nword',
  HOME: '/home/person',
  SHORT_KEY: 'abc1234',
};

function streamed(env: Readonly<Record<string, string>>, pieces: readonly string[]): string {
  const redactor = discreet(env).redactor();
  return Buffer.concat([...pieces.map((piece) => redactor.push(Buffer.from(piece))), redactor.end()]).toString();
}

test('values of variables that look like secrets are replaced by their names, others are not', () => {
  const secrets = discreet(ENV);
  expect(secrets.redacted('key sk-abcdefgh of /home/person')).toBe('key [redacted:API_KEY] of /home/person');
  expect(secrets.redacted('nothing of that')).toBe('nothing of that');
});

test('a value that begins with another is taken whole', () => {
  expect(discreet(ENV).redacted('sk-abcdefgh-longer')).toBe('[redacted:MY_TOKEN]');
  expect(streamed(ENV, ['sk-abcdefgh', '-longer'])).toBe('[redacted:MY_TOKEN]');
  expect(streamed(ENV, ['sk-abcdefgh', '-short'])).toBe('[redacted:API_KEY]-short');
});

test('a value counts in the way JSON and addresses write it too', () => {
  const secrets = discreet(ENV);
  expect(secrets.redacted(JSON.stringify({ text: 'is pa"ss\nword' }))).toBe('{"text":"is [redacted:DB_PASSWORD_FILE]"}');
  expect(secrets.redacted('https://x/?p=pa%22ss%0Aword')).toBe('https://x/?p=[redacted:DB_PASSWORD_FILE]');
});

test('values of less than eight characters are left: they stand in every other line by chance', () => {
  expect(discreet(ENV).redacted('abc1234')).toBe('abc1234');
});

test('names that a config adds are concealed from then on', () => {
  const secrets = discreet({ LEGACY: 'hunter2hunter2' });
  expect(secrets.redacted('hunter2hunter2')).toBe('hunter2hunter2');
  secrets.conceal(['LEGACY', 'NOT_SET']);
  expect(secrets.redacted('hunter2hunter2')).toBe('[redacted:LEGACY]');
});

test('a stream cut anywhere reads as the text in one piece', () => {
  const words = fc.constantFrom('sk-abcdefgh', 'sk-abcdefgh-longer', 'sk-abc', '-longer', 'x', '\u00e9', '\n', 'sk-sk-abcdefgh');
  fc.assert(
    fc.property(fc.array(words), fc.array(fc.nat(40)), (texts, cuts) => {
      const bytes = Buffer.from(texts.join(''));
      const redactor = discreet(ENV).redactor();
      const out: Uint8Array[] = [];
      let from = 0;
      for (const length of cuts) {
        out.push(redactor.push(bytes.subarray(from, from + length)));
        from += length;
      }
      out.push(redactor.push(bytes.subarray(from)), redactor.end());
      expect(Buffer.concat(out).toString()).toBe(discreet(ENV).redacted(bytes.toString()));
    }),
  );
});

test('what can be no secret is let out at once: nobody waits for a line', () => {
  const redactor = discreet(ENV).redactor();
  expect(Buffer.from(redactor.push(Buffer.from('a line\n'))).toString()).toBe('a line\n');
  expect(Buffer.from(redactor.push(Buffer.from('ends in sk-'))).toString()).toBe('ends in ');
});
