import { derivedFields } from '../cel/rule-program.ts';
import type { Settings, SettingValue } from '../rule.ts';

/** Strings (raw, triple-quoted, escaped), dotted identifiers, or any other character. */
const token =
  /[rRbB]{0,2}(?:"""[\s\S]*?"""|'''[\s\S]*?''')|[rR][bB]?(?:"[^"]*"|'[^']*')|[bB]?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|[A-Za-z_]\w*|\s+|[\s\S]/g;

/** Variables of rules that a policy declares under `variables`. */
const declared: ReadonlySet<string> = new Set([
  ...['labels', 'annotations', 'podSpec', 'podMetadata', 'podLabels', 'podAnnotations', 'namespaceLabels'],
]);

/**
 * A rule's expression as a ValidatingAdmissionPolicy reads it: rule variables become `variables.…`, derived fields of
 * podSpec become variables of their own, settings become literals. Strings and field names stay as they are.
 * @param options.mixed the policy matches kinds that the rule does not target: the type checker, which tries every expression
 * on every kind, is kept from looking for the rule's fields in those. @default false
 */
export function toAdmission(source: string, settings: Settings, { mixed = false }: { mixed?: boolean } = {}): string {
  const tokens = source.match(token) ?? [];
  let written = '';
  for (let at = 0; at < tokens.length; at++) {
    const one = tokens[at]!;
    if (!/^[A-Za-z_]\w*$/.test(one) || written.endsWith('.')) {
      written += one;
      continue;
    }
    const field = tokens[at + 1] === '.' ? tokens[at + 2] : undefined;
    const derived = field && derivedFields.get(`${one}.${field}`);
    const setting = one === 'settings' && field !== undefined ? settings[field] : undefined;
    if (derived) written += `variables.${derived}`;
    else if (setting !== undefined) written += celLiteral(setting);
    else if (declared.has(one)) written += `variables.${one}`;
    else if (mixed && one === 'object') written += 'dyn(object)';
    else written += one;
    if (derived || setting !== undefined) at += 2;
  }
  return written;
}

/** A CEL literal for a setting. */
export function celLiteral(value: SettingValue): string {
  if (typeof value === 'string') return celString(value);
  if (Array.isArray(value)) return `[${value.map((item: string | number) => celLiteral(item)).join(', ')}]`;
  return String(value);
}

/** A CEL string literal; JSON's escapes are all CEL's. */
export function celString(value: string): string {
  return JSON.stringify(value);
}
