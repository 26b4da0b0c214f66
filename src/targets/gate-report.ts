/** How many tests a report says were run (skipped ones not counted); 0 for a report that is empty or cannot be read. */
export function countTests(kind: 'junit' | 'tap', text: string): number {
  switch (kind) {
    case 'junit':
      return junitTests(text);
    case 'tap':
      return tapTests(text);
  }
}

/** Cases less those marked skipped. Counting tags needs no XML parser, and no entity can be expanded by one. */
function junitTests(text: string): number {
  const cases = text.match(/<testcase[\s>]/g)?.length ?? 0;
  const skipped = text.match(/<skipped[\s/>]/g)?.length ?? 0;
  return Math.max(0, cases - skipped);
}

/** Result lines at any depth that are neither skipped nor to do, and that do not merely sum up a subtest's plan of none. */
function tapTests(text: string): number {
  return text.split('\n').filter((line) => /^\s*(not )?ok\b/.test(line) && !/#\s*(skip|todo)/i.test(line)).length;
}
