import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InputError } from '../errors.ts';
import type { ConversionResult } from './conversion.ts';
import { convertTerraform } from './synthesised.ts';
import { isRecord } from './walk.ts';

/** One stack of a synthesised directory with what its Terraform JSON yielded. */
export interface SynthesisedStack extends ConversionResult {
  readonly stack: string;
  readonly network?: string;
  /** Path of the Terraform JSON. */
  readonly file: string;
}

export interface ReadSynthesisedOptions {
  /** The network a stack belongs to; the reader itself knows stacks only. */
  readonly networkOf?: (stack: string) => string | undefined;
}

interface ManifestEntry {
  readonly name: string;
  readonly synthesizedStackPath: string;
}

/**
 * Reads what cdktf wrote (`cdktf.out`: `manifest.json` and `stacks/<name>/cdk.tf.json`), one stack after another, so that
 * only one is held in memory as JSON. A file that cannot be read or parsed is an error of its stack.
 */
export async function* readSynthesised(
  directory: string,
  { networkOf = () => undefined }: ReadSynthesisedOptions = {},
): AsyncGenerator<SynthesisedStack> {
  const manifestFile = join(directory, 'manifest.json');
  const manifest = await readJson(manifestFile);
  const stacks = 'json' in manifest ? stacksOf(manifest.json) : undefined;
  if (!stacks) {
    yield unreadable(manifestFile, manifestFile, 'error' in manifest ? manifest.error : notACdktfManifest);
    return;
  }
  for (const { name, synthesizedStackPath } of stacks) {
    const file = join(directory, synthesizedStackPath);
    const read = await readJson(file);
    const network = networkOf(name);
    const origin = { stack: name, file, ...(network ? { network } : {}) };
    if ('error' in read) yield { ...unreadable(name, file, read.error), ...origin };
    else yield { ...convertTerraform(read.json, origin), ...origin };
  }
}

type Fault = Pick<InputError, 'fault' | 'remedy'>;

const notACdktfManifest: Fault = {
  fault: 'it does not list synthesised stacks',
  remedy: 'Give a directory that cdktf wrote.',
};

async function readJson(file: string): Promise<{ json: unknown } | { error: Fault }> {
  try {
    return { json: JSON.parse(await readFile(file, 'utf8')) };
  } catch (error) {
    return { error: { fault: (error as Error).message, remedy: 'Synthesise the stacks again.' } };
  }
}

function stacksOf(manifest: unknown): ManifestEntry[] | undefined {
  if (!isRecord(manifest) || !isRecord(manifest.stacks)) return undefined;
  const entries = Object.values(manifest.stacks);
  return entries.every(isManifestEntry) ? entries : undefined;
}

function isManifestEntry(entry: unknown): entry is ManifestEntry {
  return isRecord(entry) && typeof entry.name === 'string' && typeof entry.synthesizedStackPath === 'string';
}

function unreadable(stack: string, file: string, fault: Fault): SynthesisedStack {
  const errors: InputError[] = [{ source: { file }, path: '', ...fault }];
  const counts = { resources: 0, objects: 0, failed: 0, withheld: 0, foreign: 0 };
  return { stack, file, objects: [], errors, unknowns: [], foreign: [], counts };
}
