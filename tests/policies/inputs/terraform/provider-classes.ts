import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** How the generated class writes an attribute: a block of further attributes, or a value of one of Terraform's types. */
export type ClassAttribute =
  | { readonly is: 'block'; readonly repeated: boolean; readonly attributes: ClassAttributes }
  | { readonly is: 'string' | 'number' | 'boolean' | 'any'; readonly in: 'one' | 'list' | 'map' };

export type ClassAttributes = ReadonlyMap<string, ClassAttribute>;

const library = join(dirname(createRequire(import.meta.url).resolve('@cdktf/provider-kubernetes/package.json')), 'lib');
const converter =
  /function (\w+ToTerraform)\(struct\) \{(?:(?!\n\})[\s\S])*?\n {4}return \{\n((?:(?!\n\})[\s\S])*?) {4}\};\n\}/g;
const rootConverter = /synthesizeAttributes\(\) \{\s*return \{\n([\s\S]*?)\n {8}\};/;
const attributeLine = /^\s*(?:"([^"]+)"|(\w+)): (.*),$/gm;

/**
 * The attributes of every resource type of `@cdktf/provider-kubernetes`, read from the text of its generated classes:
 * their `…ToTerraform` functions name each attribute and its type. Nothing is imported, which would take seconds.
 */
export function providerClasses(): ReadonlyMap<string, ClassAttributes> {
  const folders = readdirSync(library, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const resources = folders.filter(({ name }) => !name.startsWith('data-') && name !== 'provider');
  return new Map(resources.map(({ name }) => readClass(join(library, name))));
}

function readClass(folder: string): [string, ClassAttributes] {
  const index = readFileSync(join(folder, 'index.js'), 'utf8');
  const type = /tfResourceType = "([^"]+)"/.exec(index)?.[1];
  const root = rootConverter.exec(index)?.[1];
  if (!type || !root) throw new Error(`${folder}: not a generated resource class`);
  const bodies = new Map<string, string>();
  for (const text of [index, ...structTexts(folder)]) {
    for (const [, name, body] of text.matchAll(converter)) bodies.set(name!, body!);
  }
  return [type, attributesOf(root, bodies)];
}

function structTexts(folder: string): string[] {
  const structs = join(folder, 'index-structs');
  const names = readdirSync(folder).includes('index-structs') ? readdirSync(structs) : [];
  return names.filter((name) => /^structs\d+\.js$/.test(name)).map((name) => readFileSync(join(structs, name), 'utf8'));
}

function attributesOf(body: string, bodies: ReadonlyMap<string, string>): ClassAttributes {
  const attributes = new Map<string, ClassAttribute>();
  for (const [, quoted, plain, expression] of body.matchAll(attributeLine)) {
    attributes.set(quoted ?? plain!, attributeOf(expression!, bodies));
  }
  const lines = body.split('\n').filter((line) => line.trim() !== '').length;
  if (attributes.size !== lines) throw new Error(`read ${attributes.size} of ${lines} attributes in\n${body}`);
  return attributes;
}

function attributeOf(expression: string, bodies: ReadonlyMap<string, string>): ClassAttribute {
  const scalar = /cdktf\.(string|number|boolean|any)ToTerraform/.exec(expression)?.[1];
  if (scalar) {
    const container = expression.startsWith('cdktf.listMapper') ? 'list' : 'map';
    const mapped = expression.startsWith('cdktf.listMapper') || expression.startsWith('cdktf.hashMapper');
    return { is: scalar as 'string', in: mapped ? container : 'one' };
  }
  const name = /(\w+ToTerraform)/.exec(expression)?.[1];
  const inner = name && bodies.get(name);
  if (inner === undefined) throw new Error(`${expression}: no converter found`);
  return {
    is: 'block',
    repeated: expression.startsWith('cdktf.listMapper'),
    attributes: attributesOf(inner, bodies),
  };
}
