/**
 * The first key that one JSON object holds twice, with the offset of its second place. `JSON.parse` keeps the last value
 * without a word, and parsers differ in which one they keep.
 *
 * @param text Valid JSON.
 */
export function duplicateKey(text: string): { key: string; offset: number } | undefined {
  const open: (Set<string> | undefined)[] = [];
  let expectsKey = false;
  for (let at = 0; at < text.length; at += 1) {
    switch (text[at]) {
      case '{':
        open.push(new Set());
        expectsKey = true;
        break;
      case '[':
        open.push(undefined);
        expectsKey = false;
        break;
      case '}':
      case ']':
        open.pop();
        expectsKey = false;
        break;
      case ',':
        expectsKey = open.at(-1) !== undefined;
        break;
      case '"': {
        const end = endOfString(text, at);
        if (expectsKey) {
          const key = JSON.parse(text.slice(at, end)) as string;
          const keys = open.at(-1)!;
          if (keys.has(key)) return { key, offset: at };
          keys.add(key);
          expectsKey = false;
        }
        at = end - 1;
        break;
      }
    }
  }
  return undefined;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}
