import type { ObjectSource } from '../kubernetes.ts';

/** What an input could not be turned into: never dropped, always blocking. */
export interface InputError {
  readonly source: ObjectSource;
  /** Path inside the resource or document, in the input's own names; empty for the whole of it. */
  readonly path: string;
  readonly fault: string;
  readonly remedy: string;
}

/** What an error is about, in one line: file, place in it, path. */
export function inputSubject({ source, path }: InputError): string {
  return [source.file, source.address, path].filter(Boolean).join(': ');
}
