export interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Text inside, tags dropped. */
  readonly text: string;
}

const VOID = new Set(['meta', 'link', 'br', 'img', 'input', 'hr']);

/** Every element of a page in the order they open; throws where one is not closed, or closed by another. */
export function tagsOf(html: string): readonly Tag[] {
  const tags: { name: string; attributes: ReadonlyMap<string, string>; from: number; to: number }[] = [];
  const open: (typeof tags)[number][] = [];
  for (const match of html.matchAll(/<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+="[^"<>]*")*)\s*(\/?)>/g)) {
    const [whole, closes, name = '', attributes = '', isEmpty] = match;
    if (closes !== '') {
      const last = open.pop();
      if (last?.name !== name) throw new Error(`</${name}> closes <${last?.name}> at ${match.index}`);
      last.to = match.index;
      continue;
    }
    const tag = {
      name,
      attributes: new Map([...attributes.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, key, value]) => [key!, value!])),
      from: match.index + whole.length,
      to: match.index + whole.length,
    };
    tags.push(tag);
    if (isEmpty === '' && !VOID.has(name)) open.push(tag);
  }
  if (open.length > 0) throw new Error(`<${open[0]!.name}> is not closed`);
  return tags.map(({ name, attributes, from, to }) => ({ name, attributes, text: html.slice(from, to).replace(/<[^>]*>/g, '') }));
}
