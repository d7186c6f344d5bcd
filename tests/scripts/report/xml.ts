/** An element of an XML document without mixed content. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decoded(text: string): string {
  if (/&(?!(?:amp|lt|gt|quot|apos|#\d+);)|</.test(text)) throw new Error(`not well-formed: ${text}`);
  return text.replace(/&(?:#(\d+)|(\w+));/g, (_all, code: string, name: string) =>
    code ? String.fromCodePoint(Number(code)) : entities[name]!,
  );
}

/** Reads a small XML document strictly. @throws Error where it is not well-formed */
export function parseXml(source: string): XmlElement {
  const stack: { name: string; attributes: Record<string, string>; children: XmlElement[]; text: string }[] = [];
  let rest = source.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  if (rest === source) throw new Error('no XML declaration');
  let root: XmlElement | undefined;
  while (rest.trim() !== '') {
    if (root) throw new Error('more than one root');
    const [text = ''] = /^[^<]*/.exec(rest)!;
    if (stack.length > 0) stack.at(-1)!.text += decoded(text);
    rest = rest.slice(text.length);
    const tag = /^<(\/?)([\w-]+)((?:\s+[\w-]+="[^"<]*")*)\s*(\/?)>/.exec(rest);
    if (!tag) throw new Error(`no tag: ${rest.slice(0, 80)}`);
    rest = rest.slice(tag[0].length);
    const [, closing, name = '', attributes = '', empty] = tag;
    if (!closing) {
      const pairs = [...attributes.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]): [string, string] => [
        key!,
        decoded(value!),
      ]);
      stack.push({ name, attributes: Object.fromEntries(pairs), children: [], text: '' });
    }
    if (!closing && !empty) continue;
    const element = stack.pop();
    if (element?.name !== name) throw new Error(`unexpected end of ${name}`);
    if (stack.length > 0) stack.at(-1)!.children.push(element);
    else root = element;
  }
  if (!root) throw new Error('no root');
  return root;
}
