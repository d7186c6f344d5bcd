import { unknownMarker } from '../unknown.ts';
import { isRecord, type Json, type ResolveText } from './walk.ts';

/** Finds the body of a resource by type and name, in the same synthesised stack. */
export type FindResource = (type: string, name: string) => unknown;

const literal = (text: string) => text.replaceAll('$${', '${').replaceAll('%%{', '%{');
const simpleReference = /^[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*|\[\d+\]|\["[^"\\]+"\])*$/;
const template = /\$\$\{|\$\{([^{}"]*(?:"[^"]*"[^{}"]*)*)\}/g;
/** A reference may lead to text with a reference of its own; a circle must end. */
const referenceDepth = 8;

/**
 * Resolves Terraform interpolations as far as the stack itself tells: attributes of its own resources that are written
 * down, and `local` values. All else is known only after apply and becomes a marker naming the expression.
 */
export function textResolver(findResource: FindResource, locals: Json): ResolveText {
  const resolve = (text: string, depth: number): unknown => {
    if (!text.includes('${') && !text.includes('%{')) return text;
    const whole = /^\$\{([^{}]*)\}$/.exec(text)?.[1]?.trim();
    if (whole !== undefined) return follow(whole, depth) ?? unknownMarker(whole);
    if (/(?<!%)%\{/.test(text)) return unknownMarker(text);
    return resolveTemplate(text, depth);
  };

  const resolveTemplate = (text: string, depth: number): unknown => {
    let open: string | undefined;
    const filled = text.replace(template, (match, expression: string | undefined) => {
      if (expression === undefined) return match;
      const value = follow(expression.trim(), depth);
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
        return escaped(String(value));
      open ??= expression.trim();
      return match;
    });
    if (open !== undefined) return unknownMarker(open);
    return /(?<!\$)\$\{/.test(filled) ? unknownMarker(text) : literal(filled);
  };

  const follow = (expression: string, depth: number): unknown => {
    if (depth > referenceDepth || !simpleReference.test(expression)) return undefined;
    const steps = expression.match(/[A-Za-z_][\w-]*|\d+(?=\])|(?<=\[")[^"]+(?="\])/g) ?? [];
    const value = steps[0] === 'local' ? descend(locals, steps.slice(1)) : attributeOf(steps);
    return typeof value === 'string' ? resolve(value, depth + 1) : value;
  };

  const attributeOf = ([type, name, ...attribute]: string[]): unknown =>
    type && name && attribute.length > 0 ? descend(findResource(type, name), attribute) : undefined;

  return (text) => resolve(text, 0);
}

const escaped = (text: string) => text.replace(/[$%](?=\{)/g, (sign) => sign + sign);

/** `metadata[0].name`: a block that stands alone is its own first element. */
function descend(from: unknown, steps: readonly string[]): unknown {
  let value = from;
  for (const step of steps) {
    if (Array.isArray(value)) value = value[Number(step)];
    else if (isRecord(value) && Object.hasOwn(value, step)) value = value[step];
    else if (!(isRecord(value) && step === '0')) return undefined;
  }
  return value;
}
