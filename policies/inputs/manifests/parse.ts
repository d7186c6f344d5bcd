import { loadAll, YAMLException } from 'js-yaml';
import { duplicateKey } from './duplicate-key.ts';
import { kubernetesYaml } from './yaml-schema.ts';

/** One document of a file: its value, or why there is none. `line` counts from 1. */
export type ParsedDocument =
  | { readonly line: number; readonly value: unknown }
  | { readonly line: number; readonly fault: string; readonly remedy: string };

/** Real manifests use a handful; a bomb needs many, or few that multiply. */
const maxAliases = 1_000;
/** Values in one document with aliases written out. The API server accepts some 1.5 MiB an object. */
const maxExpandedValues = 250_000;
const maxDepth = 100;

/** Parses a JSON file, which holds one document. */
export function parseJson(text: string): ParsedDocument[] {
  try {
    const value = JSON.parse(text);
    const duplicate = duplicateKey(text);
    if (!duplicate) return [{ line: 1, value: withinBounds(value) }];
    return [{ line: lineAt(text, duplicate.offset), ...repeated(`key ${JSON.stringify(duplicate.key)} stands twice`) }];
  } catch (error) {
    return [{ line: 1, fault: (error as Error).message, remedy: 'Correct the JSON.' }];
  }
}

/**
 * Parses a YAML file. Documents are parsed one by one, so that a fault in one does not take the others with it; empty
 * ones are not documents.
 * @param first line of the file on which the text starts
 */
export function parseYaml(text: string, first = 1): ParsedDocument[] {
  return splitDocuments(text, first).flatMap(({ line, chunk }) => parseChunk(chunk, line));
}

function parseChunk(chunk: string, line: number): ParsedDocument[] {
  try {
    const values = loadAll(chunk, { schema: kubernetesYaml, maxAliases, maxDepth });
    const hasAliases = chunk.includes('*') && chunk.includes('&');
    const hasOddNumbers = /\.(?:inf|nan)/i.test(chunk);
    return values
      .filter((value) => value !== null && value !== undefined)
      .map((value) => {
        if (hasAliases || hasOddNumbers) withinBounds(value);
        return { line, value: hasAliases ? writtenOut(value) : value };
      });
  } catch (error) {
    return [{ line: line + faultLine(error), ...describe(error, chunk) }];
  }
}

class Unbounded extends Error {}

/** JSON, and so the API server, has neither infinity nor NaN. */
class NotFinite extends Error {
  override readonly message = 'a number is not finite';
}

/** The value with every alias in a place of its own, as it reaches the API server. */
function writtenOut(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** Refuses values that are small on paper and huge when walked: aliases of aliases, and circles. */
function withinBounds<T>(value: T): T {
  let count = 0;
  const visit = (current: unknown, depth: number): void => {
    count += 1;
    if (count > maxExpandedValues) throw new Unbounded(`it expands to more than ${maxExpandedValues} values`);
    if (depth > maxDepth) throw new Unbounded(`it nests deeper than ${maxDepth} levels`);
    if (typeof current === 'number' && !Number.isFinite(current)) throw new NotFinite();
    if (typeof current !== 'object' || current === null) return;
    for (const inner of Array.isArray(current) ? current : Object.values(current)) visit(inner, depth + 1);
  };
  visit(value, 0);
  return value;
}

function describe(error: unknown, chunk: string): { fault: string; remedy: string } {
  if (error instanceof Unbounded)
    return { fault: error.message, remedy: 'Write the aliases out, or split the document.' };
  if (error instanceof NotFinite) {
    return { fault: error.message, remedy: 'Quote it if it is meant as text; JSON has no such number.' };
  }
  if (!(error instanceof YAMLException)) return { fault: (error as Error).message, remedy: 'Correct the YAML.' };
  if (/maxAliases|maxDepth|maxTotalMergeKeys/.test(error.reason)) {
    return { fault: error.reason, remedy: 'Write the aliases out, or split the document.' };
  }
  if (error.reason.startsWith('duplicated mapping key')) return repeated('a key stands twice in one mapping');
  if (chunk.includes('{{')) {
    return { fault: error.reason, remedy: 'Render the template first, for example with "helm template".' };
  }
  return { fault: error.reason, remedy: 'Correct the YAML.' };
}

function repeated(fault: string): { fault: string; remedy: string } {
  return { fault, remedy: 'Keep one; which of the two a parser takes is its own choice.' };
}

function faultLine(error: unknown): number {
  return error instanceof YAMLException ? (error.mark?.line ?? 0) : 0;
}

/** A line that starts with `---` ends a document whatever it stands in (YAML 1.2.2, 9.1.2). */
function splitDocuments(text: string, first: number): { line: number; chunk: string }[] {
  const chunks: { line: number; chunk: string }[] = [];
  const marker = /^---(?=\s|$)/gm;
  let start = 0;
  let line = first;
  const close = (end: number): void => {
    const chunk = text.slice(start, end);
    if (/^(?!---\s*$|\s*(?:#.*)?$|%)/m.test(chunk)) chunks.push({ line, chunk });
    line += lineAt(chunk, chunk.length) - 1;
    start = end;
  };
  for (const { index } of text.matchAll(marker)) if (index > 0) close(index);
  close(text.length);
  return chunks;
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
