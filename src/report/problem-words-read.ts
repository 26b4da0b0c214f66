import type { ReadProblem } from '../model/problem.ts';
import { counted, listed, meant, type WordsFor } from './problem-words.ts';

/** Words for files that could not be read or understood. */
export const READ_WORDS: WordsFor<ReadProblem> = {
  unreadable: ({ detail }) => ({
    what: 'this file cannot be read',
    expected: 'a regular file inside the repository',
    found: detail,
  }),
  'too-large': ({ bytes, limit }) => ({
    what: 'too large to be a card',
    expected: `${counted(limit)} bytes at most`,
    ...(bytes === undefined ? {} : { found: `${counted(bytes)} bytes` }),
    hint: 'put long material into files and name them under `context`',
  }),
  'not-utf8': ({ offset }) => ({
    what: 'not UTF-8 text',
    expected: 'UTF-8',
    found: `an invalid byte at offset ${offset}`,
    hint: 'save the file as UTF-8',
  }),
  'front-matter-missing': ({ found }) => ({
    what: 'front matter not found',
    expected: '`---` alone on the first line',
    found,
    hint: 'remove what stands before it',
  }),
  'front-matter-unclosed': () => ({
    what: 'the front matter has no end',
    expected: 'a second line `---`',
    hint: 'add `---` after the last key',
  }),
  'front-matter-not-yaml': ({ found }) => ({
    what: 'front matter that is not YAML',
    expected: '`---` alone on the first line, then YAML',
    found,
  }),
  'yaml-syntax': ({ detail }) => ({ what: 'front matter that is not valid YAML', found: detail }),
  'yaml-tab': () => ({ what: 'a tab as indentation', expected: 'spaces', found: 'a tab' }),
  'yaml-duplicate-key': ({ key }) => ({
    what: `the key ${key} is written twice`,
    expected: 'each key once',
    hint: 'keep one of them',
  }),
  'yaml-alias': () => ({ what: 'an alias in the front matter', expected: 'the value itself: aliases are not allowed' }),
  'yaml-tag': ({ tag }) => ({ what: 'a tag in the front matter', expected: 'plain values', found: tag }),
  'yaml-two-documents': () => ({
    what: 'a second YAML document',
    expected: 'one block between two lines `---`',
    hint: 'move its keys into the first block',
  }),
  'yaml-too-deep': () => ({ what: 'front matter nested too deeply', expected: '32 levels at most' }),
  'markdown-too-complex': ({ detail, limit }) => ({
    what: 'markdown too complex to parse',
    expected: `at most ${counted(limit)} ${detail}`,
  }),
  'wrong-value': ({ key, expected, found, suggestion }) => ({
    what: `${key} has a value it cannot have`,
    expected,
    found,
    ...meant(suggestion),
  }),
  'missing-key': ({ key, example }) => ({ what: `${key} is missing`, expected: example, found: 'nothing' }),
  'unknown-key': ({ key, known, suggestion }) => ({
    what: `unknown key ${key}`,
    expected: `one of ${listed(known)}`,
    found: key,
    hint: suggestion === undefined ? 'keys of your own begin with `x-`' : `did you mean ${suggestion}?`,
  }),
  'adr-unknown-key': ({ key, suggestion }) => ({ what: `the key ${key} means nothing to xpar`, ...meant(suggestion) }),
  'bad-id': ({ id, why }) => ({
    what: `${id} cannot be the id of a story`,
    expected: why,
    found: id === '' ? 'nothing' : id,
    hint: 'rename the file, whose stem is the id, such as weigh-parcel',
  }),
  'id-differs': ({ id, stem }) => ({
    what: 'id and file name differ',
    expected: stem,
    found: id,
    hint: 'remove the key, or rename the file',
  }),
  'shared-damaged': ({ detail }) => ({
    what: 'a file of the shared ledger is not believed',
    expected: 'a file as `xpar report --share` wrote it',
    found: detail,
    hint: 'git log tells who changed it; git checkout brings it back, git rm forgets it',
  }),
  'skipped-file': ({ why }) => ({ what: 'not read as a card', found: why }),
};
