import { type Estate, type EstateFinding, estate } from '../../estate.ts';
import { deployment, object } from '../../examples.ts';
import type { SourcedObject } from '../../kubernetes.ts';
import { asLabels, asObject, asObjects } from '../../reachability/shape.ts';
import { rule } from '../../rule.ts';
import { namespaceLabels, placeOf } from '../availability/standing.ts';

const key = 'fadun.io/data-class';
const rank: Readonly<Record<string, number>> = { general: 0, important: 1, core: 2 };

const namespace = (dataClass: string) => object('v1', 'Namespace', {}, { name: 'app', labels: { [key]: dataClass } });
const storageClass = (name: string, dataClass?: string) =>
  object(
    'storage.k8s.io/v1',
    'StorageClass',
    { provisioner: 'csi.example' },
    { name, labels: dataClass ? { [key]: dataClass } : {} },
  );
const claim = (storageClassName: string | undefined, labels: Readonly<Record<string, string>> = {}) =>
  object('v1', 'PersistentVolumeClaim', { spec: { storageClassName } }, { name: 'data', namespace: 'app', labels });
const database = (storageClassName: string) => ({
  ...deployment({}, {}, { volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { storageClassName } }] }),
  kind: 'StatefulSet',
  metadata: { name: 'database', namespace: 'app' },
});

/** A volume stands on storage of its data's class or better, by name. Evidence for mlps3:8.1.4.2 g), mlps3:8.1.4.8 b). */
export const volumesMatchTheirDataClass = rule({
  id: 'volumes-match-their-data-class',
  title: { en: 'Volumes stand on storage of their data’s class', zh: '存储卷的等级不低于其数据等级' },
  reason: {
    en: 'The class of the storage decides key, copies and backup; a default class decides nothing.',
    zh: '存储等级决定密钥、副本与备份；默认存储类则无从保证。',
  },
  severity: 'high',
  controls: ['mlps3:8.1.4.2 g)', 'mlps3:8.1.4.8 b)', 'mlps3:8.2.4.5 d)', 'data:class-at-boundary'],
  basis: 'object',
  remedy: { en: 'Name the storage class of the namespace’s data class.', zh: '指定与命名空间数据等级相应的存储类。' },
  reads: ['Namespace', 'PersistentVolumeClaim', 'StatefulSet', 'StorageClass'],
  evaluate(whole: Estate) {
    const classes = new Map(
      whole
        .ofKind('StorageClass')
        .map(({ object: { metadata }, network }) => [
          `${network ?? ''}/${metadata.name}`,
          asLabels(metadata.labels)[key],
        ]),
    );
    const namespaces = namespaceLabels(whole);
    const volumes = [
      ...whole.ofKind('PersistentVolumeClaim').map((source) => ({
        source,
        labels: source.object.metadata.labels,
        spec: asObject(source.object.spec),
        path: 'spec.storageClassName',
      })),
      ...whole.ofKind('StatefulSet').flatMap((source) =>
        asObjects(asObject(source.object.spec).volumeClaimTemplates).map(({ metadata, spec }, at) => ({
          source,
          labels: asLabels(asObject(metadata).labels),
          spec: asObject(spec),
          path: `spec.volumeClaimTemplates[${at}].spec.storageClassName`,
        })),
      ),
    ];
    const findings = volumes.flatMap(({ source, labels, spec, path }): EstateFinding[] => {
      const wanted = labels?.[key] ?? namespaces.get(placeOf(source))?.[key];
      if (wanted === undefined) return [];
      const fault = faultOf(source, wanted, spec.storageClassName, classes);
      return fault ? [{ object: source, path, value: spec.storageClassName, message: fault }] : [];
    });
    return { judged: volumes.length, findings };
  },
  examples: {
    compliant: [
      estate([namespace('important'), storageClass('fast', 'important'), claim('fast')]),
      estate([namespace('general'), storageClass('best', 'core'), database('best')]),
      estate([object('v1', 'Namespace', {}, { name: 'app' }), claim(undefined)]),
    ],
    violating: [
      estate([namespace('important'), storageClass('cheap', 'general'), claim('cheap')]),
      estate([namespace('general'), storageClass('cheap', 'general'), claim('cheap', { [key]: 'core' })]),
      estate([namespace('important'), storageClass('cheap', 'general'), database('cheap')]),
      estate([namespace('important'), storageClass('any'), claim('any')]),
      estate([namespace('important'), claim('gone')]),
      estate([namespace('important'), storageClass('fast', 'important'), claim(undefined)]),
    ],
  },
});

function faultOf(
  source: SourcedObject,
  wanted: string,
  name: unknown,
  classes: ReadonlyMap<string, string | undefined>,
): string | undefined {
  if (typeof name !== 'string' || name === '') return 'names no storage class';
  const there = `${source.network ?? ''}/${name}`;
  if (!classes.has(there)) return `there is no storage class "${name}"`;
  const given = classes.get(there);
  if (given === undefined) return `storage class "${name}" says no data class`;
  return (rank[given] ?? -1) < (rank[wanted] ?? Number.POSITIVE_INFINITY)
    ? `${wanted} data on storage for ${given} data`
    : undefined;
}
