const QUOTED = String.raw`(?<quote>['"\x60])(?<title>(?:\\.|(?!\k<quote>)[^\\])*)\k<quote>`;

/** Tests as the usual runners write them: called with a title, or named as functions. */
const FORMS: readonly RegExp[] = [
  new RegExp(String.raw`\b(?:test|it|describe|suite|scenario|should)(?:\.\w+)*\s*\(\s*${QUOTED}`, 'g'),
  // test.each([...])('title'), where the table lies between.
  new RegExp(String.raw`\.each\b[^]{0,4000}?[)\x60]\s*\(\s*${QUOTED}`, 'g'),
  /\bfn\s+(?<title>\w+)/g,
  /\bdef\s+(?<title>test\w*)/g,
  /\bfunc\s+(?<title>Test\w*)/g,
  /@(?:Parameterized)?Test\b(?:\([^)]*\))?\s+(?:@\w+(?:\([^)]*\))?\s+)*(?:[\w<>[\]]+\s+)*(?<title>\w+)\s*\(/g,
  /@(?:Parameterized)?Test\b(?:\([^)]*\))?\s+(?:@\w+(?:\([^)]*\))?\s+)*(?:\w+\s+)*fun\s+`(?<title>[^`\n]+)`\s*\(/g,
];

const COMMENT = /^[ \t]*(?:\/\/|#(?!\[)).*$/gm;

/** One test, or suite of tests, as it is written. */
export interface TestForm {
  readonly title: string;
  /** Where it begins in the code. */
  readonly at: number;
  /** From there up to its title: `test.skip('...'`. */
  readonly head: string;
  /** Called with a title, so that what it says ends with the call. */
  readonly isCall: boolean;
}

/** A file's text without its comments. */
export function codeOf(text: string): string {
  return text.replace(COMMENT, '');
}

/** Tests in the order of form and place. */
export function testForms(code: string): readonly TestForm[] {
  return FORMS.flatMap((form) =>
    [...code.matchAll(form)].map((match) => ({
      title: unescaped(match.groups!['title']!),
      at: match.index,
      head: match[0],
      isCall: match.groups!['quote'] !== undefined,
    })),
  );
}

/** Titles of the tests in a file's text, in order of form and place. A test that is commented out is none. */
export function testTitles(text: string): ReadonlySet<string> {
  return new Set(testForms(codeOf(text)).map(({ title }) => title));
}

function unescaped(title: string): string {
  return title.replace(/\\(['"`\\])/g, '$1');
}
