import type { ObjectSource } from '../../kubernetes.ts';
import { Conversion, type ConversionResult } from './conversion.ts';
import { textResolver } from './references.ts';
import { isRecord, type Json } from './walk.ts';

export interface SynthesisedOrigin {
  /** Stack id, which becomes the `file` of each object's source. */
  readonly stack: string;
  readonly network?: string;
}

/**
 * Converts the Terraform JSON of one synthesised stack (`cdk.tf.json`). The source of each object is the stack and the
 * construct path that cdktf wrote beside the resource, or `type.name` where it wrote none.
 */
export function convertTerraform(json: unknown, { stack, network }: SynthesisedOrigin): ConversionResult {
  const conversion = new Conversion(network);
  if (!isRecord(json)) {
    conversion.fail({ source: { file: stack }, path: '', ...notTerraform });
    return conversion.result();
  }
  const bodies = new Map<string, unknown>();
  const resources = [...resourcesOf(json)];
  for (const { type, name, body } of resources) bodies.set(`${type}.${name}`, soleBody(body));
  const resolveText = textResolver((type, name) => bodies.get(`${type}.${name}`), localsOf(json));
  for (const { type, name, body } of resources) {
    const sole = soleBody(body);
    if (isRecord(sole)) convertBody(conversion, type, sole, sourceOf(stack, type, name, sole), resolveText);
    else conversion.failResource({ source: { file: stack, address: address(type, name) }, path: '', ...notABlock });
  }
  for (const name of moduleCallsOf(json)) {
    conversion.failResource({ source: { file: stack, address: `module.${name}` }, path: '', ...notExpanded });
  }
  return conversion.result();
}

const notTerraform = { fault: 'it is not Terraform JSON', remedy: 'Give the cdk.tf.json of a synthesised stack.' };
const notExpanded = {
  fault: 'what a module holds is not in synthesised JSON',
  remedy: 'Convert the Terraform plan instead.',
};
const notABlock = { fault: 'it is not a resource block', remedy: 'Synthesise the stack again.' };

function convertBody(
  conversion: Conversion,
  type: string,
  body: Json,
  source: ObjectSource,
  resolveText: ReturnType<typeof textResolver>,
): void {
  const repeated = ['count', 'for_each'].find((argument) => body[argument] != null);
  if (repeated) conversion.withhold(source, repeated, String(body[repeated]));
  else conversion.add(type, body, source, resolveText);
}

interface Resource {
  readonly type: string;
  readonly name: string;
  readonly body: unknown;
}

/** Terraform's JSON syntax allows a list of bodies wherever it allows one. */
function* resourcesOf(json: Json): Generator<Resource> {
  for (const byType of oneOrMany(json.resource)) {
    if (!isRecord(byType)) {
      yield { type: '', name: '', body: byType };
      continue;
    }
    for (const [type, namings] of Object.entries(byType)) yield* resourcesOfType(type, namings);
  }
}

function* resourcesOfType(type: string, namings: unknown): Generator<Resource> {
  if (type === '//') return;
  for (const byName of oneOrMany(namings)) {
    if (!isRecord(byName)) {
      yield { type, name: '', body: byName };
      continue;
    }
    for (const [name, body] of Object.entries(byName)) if (name !== '//') yield { type, name, body };
  }
}

function moduleCallsOf(json: Json): string[] {
  return oneOrMany(json.module)
    .flatMap((calls) => (isRecord(calls) ? Object.keys(calls) : ['']))
    .filter((name) => name !== '//');
}

function oneOrMany(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function soleBody(body: unknown): unknown {
  return Array.isArray(body) && body.length === 1 ? body[0] : body;
}

function sourceOf(stack: string, type: string, name: string, body: Json): ObjectSource {
  const comment = body['//'];
  const metadata = isRecord(comment) && isRecord(comment.metadata) ? comment.metadata : {};
  return { file: stack, address: typeof metadata.path === 'string' ? metadata.path : address(type, name) };
}

function address(type: string, name: string): string {
  return name === '' ? type : `${type}.${name}`;
}

function localsOf(json: Json): Json {
  return Object.assign({}, ...oneOrMany(json.locals).filter(isRecord));
}
