import { writeFileSync } from 'node:fs';
import { convertibleResources } from '../../policies/inputs/terraform/resources.ts';

interface Attribute {
  readonly baseName: string;
  readonly type: string;
  readonly format: string;
}

/** Where the table is committed. */
export const tableFile = new URL('../../policies/inputs/terraform/kubernetes-types.generated.json', import.meta.url);

const scalars: Readonly<Record<string, string>> = {
  string: 'string',
  boolean: 'boolean',
  Date: 'date',
  IntOrString: 'int-or-string',
  any: 'any',
};

/** Set by the server, never declared; leaving them out halves the table. */
const isServerSet = (property: string, type: string) =>
  property === 'managedFields' || (property === 'status' && type.endsWith('Status'));

/** `Array<V1Container>` → `[V1Container`, `{ [key: string]: string; }` of bytes → `{bytes`, `number` → `integer`. */
function typeCode(type: string, format: string): string {
  const element = /^Array<(.*)>$/.exec(type)?.[1];
  if (element) return `[${typeCode(element, format)}`;
  const value = /^\{ \[key: string\]: (.*); \}$/.exec(type)?.[1];
  if (value) return `{${typeCode(value, format)}`;
  if (type === 'string' && format === 'byte') return 'bytes';
  if (type === 'number') return format === 'double' ? 'number' : 'integer';
  return scalars[type] ?? type;
}

/**
 * Reads the type maps of `@kubernetes/client-node` and keeps what the convertible resources reach, as text with one type
 * a line and sorted names, so that a new release of the client shows as a readable difference.
 */
export async function buildTypeTable(): Promise<string> {
  const client = (await import('@kubernetes/client-node')) as unknown as Record<
    string,
    { getAttributeTypeMap?: () => Attribute[] }
  >;
  const types: Record<string, Record<string, string>> = {};
  const pending = [...new Set([...convertibleResources.values()].map(({ type }) => type))];
  while (pending.length > 0) {
    const name = pending.pop()!;
    if (types[name]) continue;
    const attributes = client[name]?.getAttributeTypeMap?.();
    if (!attributes) throw new Error(`${name}: @kubernetes/client-node has no such type. Correct resources.ts.`);
    const properties: Record<string, string> = {};
    for (const { baseName, type, format } of attributes) {
      if (isServerSet(baseName, type)) continue;
      const code = typeCode(type, format);
      properties[baseName] = code;
      const reference = code.replace(/^[[{]+/, '');
      if (client[reference]?.getAttributeTypeMap) pending.push(reference);
    }
    types[name] = Object.fromEntries(Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1)));
  }
  const lines = Object.keys(types)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${JSON.stringify(types[name])}`);
  return `{"types":{\n${lines.join(',\n')}\n}}\n`;
}

if (import.meta.main) writeFileSync(tableFile, await buildTypeTable());
