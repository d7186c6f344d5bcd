import { inlinedBlocks } from './exceptions.ts';
import { propertyFor, type Shape } from './schema.ts';
import { isRecord } from './walk.ts';

/** Deeper than any plan. */
const depthLimit = 64;

/**
 * The paths inside the Kubernetes object that a plan's `sensitive_values` marks, so that nobody prints them.
 *
 * @param type Kubernetes type of the resource.
 */
export function sensitivePaths(type: string, marks: unknown): string[] {
  return pathsIn({ is: 'struct', type }, marks, '', 0);
}

function pathsIn(shape: Shape | undefined, marks: unknown, path: string, depth: number): string[] {
  if (marks === true) return [path];
  if (depth > depthLimit) return [];
  if (Array.isArray(marks)) {
    const isList = shape?.is === 'list';
    const inner = isList ? shape.of : shape;
    return marks.flatMap((mark, index) => pathsIn(inner, mark, isList ? `${path}[${index}]` : path, depth + 1));
  }
  if (!isRecord(marks)) return [];
  return Object.entries(marks).flatMap(([attribute, mark]) => {
    const [name, inner] = step(shape, attribute);
    return pathsIn(inner, mark, name === '' ? path : path === '' ? name : `${path}.${name}`, depth + 1);
  });
}

/** The property an attribute leads to; an inlined block leads nowhere and stays in its type. */
function step(shape: Shape | undefined, attribute: string): [string, Shape | undefined] {
  if (shape?.is === 'map') return [attribute, shape.of];
  if (shape?.is !== 'struct') return [attribute, undefined];
  if (inlinedBlocks[shape.type]?.has(attribute)) return ['', shape];
  const property = propertyFor(shape.type, attribute);
  return [property?.name ?? attribute, property?.shape];
}
