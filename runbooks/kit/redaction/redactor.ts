import { stripVTControlCharacters } from 'node:util';
import type { Json } from '../signing/canonical-json.ts';
import { redactValue } from './json.ts';
import { redactionKinds, redactKind } from './kinds.ts';
import { hideKnown, spellings } from './known-secrets.ts';
import { createStream, type RedactionStream } from './stream.ts';

/** What a redactor knows beyond the shapes. */
export interface RedactorOptions {
  /** Secret values in play (≥ 4 characters); found plain, in base64, URL-encoded and JSON-escaped. */
  readonly knownSecrets?: readonly string[];
  /** A longer line is replaced whole, since holding it back has an end. @default 262144 characters */
  readonly longestLine?: number;
}

export interface Redactor {
  text(text: string): string;
  /** Walks JSON: members named like secrets, data of Secrets, and every string, member names included. */
  value(value: Json): Json;
  stream(): RedactionStream;
}

/** Makes a redactor; it holds no state between calls but the secrets it was given. */
export function createRedactor({ knownSecrets = [], longestLine = 262_144 }: RedactorOptions = {}): Redactor {
  const known = spellings(knownSecrets);
  const line = (text: string) => redactionKinds.reduce(redactKind, hideKnown(plain(text), known));
  const stream = () => createStream(line, longestLine);
  const text = (whole: string) => {
    const pieces = stream();
    return pieces.push(whole) + pieces.flush();
  };
  return { text, stream, value: (value) => redactValue(value, text) };
}

/** Drops escape sequences, control and format characters, and reads full-width letters and digits as the plain ones. */
function plain(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/(?!\t)[\p{Cc}\p{Cf}]/gu, '')
    .replace(/[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
}
