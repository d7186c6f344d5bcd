import fc from 'fast-check';
import { expect, it } from 'vitest';
import { objectsOf } from '../../../../policies/inputs/manifests/documents.ts';
import { parseJson, parseYaml } from '../../../../policies/inputs/manifests/parse.ts';

const fragment = fc.oneof(
  fc.string(),
  fc.constantFrom(
    '---\n',
    '\n',
    ': ',
    '- ',
    '&a ',
    '*a',
    '<<: *a\n',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '|\n',
    '>\n',
    '!!int ',
    '%YAML 1.2\n',
  ),
  fc.constantFrom(
    'apiVersion: v1\n',
    'kind: List\n',
    'items:\n',
    'metadata: {name: a}\n',
    '...\n',
    '\t',
    '\r\n',
    '# x\n',
    '? ',
  ),
);
const text = fc.array(fragment, { maxLength: 20 }).map((parts) => parts.join(''));

it('no text crashes the parsers, and what they find is objects or errors', () => {
  fc.assert(
    fc.property(text, (content) => {
      for (const documents of [parseYaml(content), parseJson(content)]) {
        const { objects, errors } = objectsOf('a', documents);
        const items = documents.filter((document) => !('value' in document && isEmptyList(document.value)));
        expect(objects.length + errors.length).toBeGreaterThanOrEqual(items.length);
      }
    }),
    { numRuns: 3_000 },
  );
});

function isEmptyList(value: unknown): boolean {
  const { kind, items } = (value ?? {}) as { kind?: unknown; items?: unknown };
  return typeof kind === 'string' && (items === null || (Array.isArray(items) && items.length === 0));
}

it('every document between markers is found, whatever stands around it', () => {
  const document = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;
  const between = fc.constantFrom('---\n', '---\n---\n', '---\n# note\n---\n', '--- # note\n', '...\n---\n', '---\r\n');
  fc.assert(
    fc.property(fc.array(between, { minLength: 1, maxLength: 6 }), fc.boolean(), (separators, leading) => {
      const body =
        separators.map((separator, index) => `${document(`c${index}`)}${separator}`).join('') + document('last');
      const documents = parseYaml(leading ? `# licence\n---\n${body}` : body);
      expect(objectsOf('a', documents).objects.map(({ object }) => object.metadata.name)).toEqual([
        ...separators.map((_, index) => `c${index}`),
        'last',
      ]);
    }),
  );
});

it('a line number leads to the document it names', () => {
  const content = 'kind: A\n---\n\nkind: B\n---\n- x\n';
  const lines = content.split('\n');
  for (const { line } of parseYaml(content)) expect(line === 1 || lines[line - 1] === '---').toBe(true);
});
