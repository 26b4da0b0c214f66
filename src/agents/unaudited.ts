/** Programs that bring a file's content into the context without a Read, where they begin a command; behind a pipe they read only that. */
const READERS =
  /(?:^|[;&(`'"\n]|\|\|)\s*(?:\w+=\S*\s+)*(?:cat|bat|less|more|head|tail|sed|awk|[ef]?grep|rg|ag|find|strings|xxd|od|nl|tac|diff|git\s+(?:show|diff|grep|blame|cat-file))(?=\s|$)|\bxargs\b/;

/** Can this shell command have read files that no tool told of? */
export function isUnaudited(command: string): boolean {
  return READERS.test(command);
}

/** Programs that change nothing, alone on a line without a redirection, a pipe or a second command. */
const LOOKERS =
  /^\s*(?:cat|head|tail|ls|pwd|wc|nl|file|stat|[ef]?grep|rg|sed\s+-n|git\s+(?:status|log|show|diff|blame))(?:\s[^<>|;&`$\n]*)?$/;

/** Does this shell command surely change no file? */
export function onlyLooks(command: string): boolean {
  return LOOKERS.test(command);
}
