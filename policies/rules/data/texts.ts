import { kinds, kindsOf, podTemplates } from '../../targets.ts';

/** Kinds that people write words into: workloads with their templates, and what stands beside them. */
export const worded = kindsOf(
  ...kinds('Namespace', 'ConfigMap', 'Service', 'ServiceAccount', 'PersistentVolumeClaim').kinds,
  ...kinds('Ingress', 'NetworkPolicy').kinds,
  ...podTemplates.kinds,
);

/** The map at a path of the object; an empty one where a part of the path is missing. `dyn` spares the type check of each kind. */
function mapAt(...path: readonly string[]): string {
  const holders = path.map((_, at) => ['dyn(object)', ...path.slice(0, at + 1)].join('.'));
  return `${holders.map((one) => `has(${one})`).join(' && ')} ? ${holders.at(-1)} : {}`;
}

/** Words that such an object holds, as `items` of a rule: its labels, annotations and settings, and those of its template. */
export const wordedMaps = `[${[
  'labels',
  'annotations',
  mapAt('data'),
  ...[
    ['spec', 'template'],
    ['spec', 'jobTemplate', 'spec', 'template'],
  ].flatMap((template) => [mapAt(...template, 'metadata', 'labels'), mapAt(...template, 'metadata', 'annotations')]),
].join(', ')}]`;
