import type { TestCase } from './test-cases.ts';

const POINT = /^(\s*)(not )?ok\b(?:\s+\d+)?(?:\s*-)?\s*(.*)$/;
const PLAN = /^1\.\.(\d+)/;
const SUBTEST = /^(\s*)# Subtest: (.*)$/;
const LOCATION = /^\s*(?:location|file|fileName):\s*['"]?(.+?)(?::\d+){0,2}['"]?\s*$/;
const DIRECTIVE = /(?:^|\s)#\s*(skip|todo)/i;
/** Of a failure's YAML, lines that say nothing of it. */
const IDLE = /^\s*(?:duration_ms|type|failureType|generatedMessage):/;

interface Point {
  readonly indent: number;
  readonly name: string;
  readonly isRed: boolean;
  readonly isIdle: boolean;
  readonly yaml: string[];
}

/** Results at any depth; undefined for what has no plan, or fewer results than its plans say: it is cut off. */
export function tapCases(text: string): readonly TestCase[] | undefined {
  const points: Point[] = [];
  const within: string[] = [];
  let [planned, isPlanned, isYaml] = [0, false, false];
  for (const line of text.split('\n')) {
    const last = points.at(-1);
    if (isYaml) {
      isYaml = !/^\s*\.\.\.\s*$/.test(line);
      if (isYaml) last!.yaml.push(line);
    } else if (last !== undefined && /^\s+---\s*$/.test(line)) {
      isYaml = true;
    } else {
      const plan = PLAN.exec(line);
      if (plan) [planned, isPlanned] = [planned + Number(plan[1]), true];
      if (line.startsWith('Bail out!')) return undefined;
      openSubtest(within, line);
      const point = pointOf(line, within);
      if (point) points.push(point);
    }
  }
  const isWhole = isPlanned && !isYaml && points.filter(({ indent }) => indent === 0).length >= planned;
  return isWhole ? points.map((point, at) => caseOf(point, points.slice(Math.max(0, at - 1), at)[0])) : undefined;
}

function openSubtest(within: string[], line: string): void {
  const subtest = SUBTEST.exec(line);
  if (subtest === null) return;
  const depth = depthOf(subtest[1]!);
  within.length = Math.min(within.length, depth);
  within[depth] = subtest[2]!;
}

function pointOf(line: string, within: readonly string[]): Point | undefined {
  const found = POINT.exec(line);
  if (found === null) return undefined;
  const [, space = '', not, rest = ''] = found;
  const name = rest.replace(/\s+#\s*(?:skip|todo|time=).*$/i, '');
  const around = within.slice(0, depthOf(space)).filter((one) => one !== undefined);
  const isIdle = DIRECTIVE.test(rest);
  return { indent: space.length, name: [...around, name].join(' > '), isRed: not !== undefined && !isIdle, isIdle, yaml: [] };
}

function depthOf(space: string): number {
  return Math.floor(space.length / 4);
}

/** A test that holds others is summed up after the last of them: its own red says nothing new. */
function caseOf({ indent, name, isRed, isIdle, yaml }: Point, before: Point | undefined): TestCase {
  if (isIdle) return { name, state: 'skipped' };
  const isSum = before !== undefined && before.indent > indent && yaml.some((line) => line.includes('subtestsFailed'));
  const location = yaml.flatMap((line) => LOCATION.exec(line)?.[1] ?? [])[0];
  const told = { name, ...(location === undefined ? {} : { file: location }) };
  if (!isRed || isSum) return { ...told, state: 'passed' };
  return { ...told, state: 'failed', detail: yaml.filter((line) => !IDLE.test(line)).join('\n') };
}
