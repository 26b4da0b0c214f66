/** Can this path or glob only mean something inside the repository? Relative, without a step up, not empty. */
export function isInside(path: string): boolean {
  const steps = path.split(/[/\\]/);
  return path.trim() !== '' && steps[0] !== '' && !/^[A-Za-z]:/.test(path) && !steps.includes('..') && !path.includes('\0');
}
