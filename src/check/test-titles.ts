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

/** Titles of the tests in a file's text, in order of form and place. A test that is commented out is none. */
export function testTitles(text: string): ReadonlySet<string> {
  const code = text.replace(COMMENT, '');
  const found = FORMS.flatMap((form) => [...code.matchAll(form)].map((match) => unescaped(match.groups!['title']!)));
  return new Set(found);
}

function unescaped(title: string): string {
  return title.replace(/\\(['"`\\])/g, '$1');
}
