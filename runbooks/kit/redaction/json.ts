import type { Json } from '../signing/canonical-json.ts';
import { secretName } from './kinds.ts';

/** Redacts a JSON value: members named like secrets, data of Secrets, and every string and member name. */
export function redactValue(value: Json, text: (text: string) => string, name = ''): Json {
  if (typeof value === 'string') return secretName.test(name) && value !== '' ? keepLabel(value, text) : text(value);
  if (typeof value === 'number') return secretName.test(name) ? '[redacted:named-secret]' : redactNumber(value, text);
  if (value === null || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((item) => redactValue(item as Json, text, name));
  const object = value as { readonly [member: string]: Json };
  const isSecret = object.kind === 'Secret';
  return Object.fromEntries(
    Object.entries(object).map(([member, content]) => [
      text(member),
      isSecret && (member === 'data' || member === 'stringData')
        ? hideMembers(content)
        : redactValue(content, text, member),
    ]),
  );
}

function keepLabel(value: string, text: (text: string) => string): string {
  return /^\[redacted:[a-z0-9-]+\]$/.test(value) ? value : text(value) === '' ? '' : '[redacted:named-secret]';
}

function redactNumber(value: number, text: (text: string) => string): Json {
  const shown = text(String(value));
  return shown === String(value) ? value : shown;
}

function hideMembers(content: Json): Json {
  if (content === null || typeof content !== 'object' || Array.isArray(content)) return '[redacted:secret-data]';
  return Object.fromEntries(Object.keys(content).map((name) => [name, '[redacted:secret-data]']));
}
