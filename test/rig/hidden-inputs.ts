import ts from 'typescript';

const GLOBALS = new Set([
  'process',
  'console',
  'performance',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'globalThis',
]);
const MEMBERS = new Set(['Date.now', 'Math.random', 'crypto.randomUUID', 'crypto.getRandomValues']);
const RANDOM = new Set(['randomBytes', 'randomInt', 'randomUUID', 'randomFillSync', 'getRandomValues']);

/** Where a source reaches past the ports for the clock, chance, order or the process: `line: word`, in order. */
export function hiddenInputs(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const word = hiddenInput(node);
    if (word !== undefined) found.push(`${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${word}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function hiddenInput(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return MEMBERS.has(node.getText()) ? node.getText() : undefined;
  if (ts.isNewExpression(node)) return newDate(node);
  if (ts.isImportSpecifier(node)) return RANDOM.has((node.propertyName ?? node.name).text) ? node.getText() : undefined;
  if (ts.isCallExpression(node))
    return node.expression.kind === ts.SyntaxKind.ImportKeyword ? importOf(node.arguments[0]!) : undefined;
  return ts.isIdentifier(node) && GLOBALS.has(node.text) && isReference(node) ? node.text : undefined;
}

function newDate(node: ts.NewExpression): string | undefined {
  return node.expression.getText() === 'Date' && (node.arguments ?? []).length === 0 ? 'new Date()' : undefined;
}

/** A file named in the source is seen by the law of imports like any other; what is found at run time is not. */
function importOf(wanted: ts.Expression): string | undefined {
  return ts.isStringLiteral(wanted) && wanted.text.startsWith('.') ? undefined : 'import()';
}

/** The global itself, not a member, a key or a local name that is spelt the same. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isVariableDeclaration(parent)) return parent.initializer === node;
  return ts.isCallExpression(parent) || ts.isElementAccessExpression(parent);
}
