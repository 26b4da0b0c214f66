import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, test } from 'vitest';

const textOf = (file: string): string => readFileSync(file, 'utf8');

/** The verbs of a port as declared: name -> type of its result. */
function verbsOf(port: string, text: string = textOf('src/host/git-port.ts')): Record<string, string> {
  const source = ts.createSourceFile('port.ts', text, ts.ScriptTarget.Latest, true);
  const declared = source.statements.find(
    (one) => ts.isInterfaceDeclaration(one) && one.name.text === port,
  ) as ts.InterfaceDeclaration;
  return Object.fromEntries(
    declared.members.map((member) => [member.name!.getText(), (member as ts.MethodSignature).type!.getText()]),
  );
}

/** The integrator's port as it has to be: ids, names and yes or no. */
const OUTCOMES = {
  Merger: {
    mergeTree: 'Promise<MergeResult>',
    commitTree: 'Promise<string>',
    updateRef: 'Promise<boolean>',
    changedPaths: 'Promise<readonly string[]>',
    isAncestor: 'Promise<boolean>',
    treeOf: 'Promise<string>',
    blameLine: 'Promise<string | undefined>',
  },
  MergeResult: { clean: 'boolean', tree: 'string', conflicts: 'readonly string[]', aided: 'readonly AidedPath[]' },
} as const;

test("the integrator's port has no verb that gives content or a patch", () => {
  for (const [port, verbs] of Object.entries(OUTCOMES)) expect(verbsOf(port)).toEqual(verbs);
  expect(verbsOf('AidedPath', textOf('src/model/merge-aids.ts'))).toEqual({ path: 'string', by: "'union' | 'mergiraf'" });
});

const MUTANTS: readonly (readonly [string, keyof typeof OUTCOMES, string, string])[] = [
  [
    'a verb for a patch',
    'Merger',
    'treeOf(commit: string): Promise<string>;\n  /** The commit that',
    'diff(from: string, to: string): Promise<string>;\n  /** ',
  ],
  [
    'a verb for contents',
    'Merger',
    'export interface Merger {',
    'export interface Merger { blob(id: string): Promise<Uint8Array>;',
  ],
  [
    'changes instead of names',
    'Merger',
    'changedPaths(from: string, to: string): Promise<readonly string[]>;\n  isA',
    'changedPaths(from: string, to: string): Promise<ReadonlyMap<string, string>>;\n  isA',
  ],
  [
    'a merge that gives its hunks',
    'MergeResult',
    'export interface MergeResult {',
    'export interface MergeResult { readonly hunks: readonly string[];',
  ],
];
test.each(MUTANTS)('the law is seen broken where the port is given %s', (_what, port, before, after) => {
  const text = textOf('src/host/git-port.ts');
  expect(text.split(before)).toHaveLength(2);
  expect(verbsOf(port, text.replace(before, after))).not.toEqual(OUTCOMES[port]);
});
