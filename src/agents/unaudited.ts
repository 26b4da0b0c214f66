/** Programs that bring a file's content into the context without a Read, where they begin a command; behind a pipe they read only that. */
const READERS =
  /(?:^|[;&(`'"\n]|\|\|)\s*(?:\w+=\S*\s+)*(?:cat|bat|less|more|head|tail|sed|awk|[ef]?grep|rg|ag|find|strings|xxd|od|nl|tac|diff|git\s+(?:show|diff|grep|blame|cat-file))(?=\s|$)|\bxargs\b/;

/** Can this shell command have read files that no tool told of? */
export function isUnaudited(command: string): boolean {
  return READERS.test(command);
}
