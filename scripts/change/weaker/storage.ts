import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import type { Aspect, Aspects } from './aspects.ts';
import { amount, eachValued, fields, ifPresent, list, spec, valued } from './fields.ts';

/** StorageClass: whether a volume outlives its claim, and how it is kept (encryption is a parameter of the provider). */
export function storageClassAspects(object: KubernetesObject): Aspects {
  const { reclaimPolicy, parameters, provisioner, mountOptions, allowedTopologies, volumeBindingMode } =
    object as unknown as Readonly<Record<string, unknown>>;
  const isDefault = object.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
  const kept = [
    valued('data', 'provisioner', provisioner),
    ...eachValued('data', 'parameter', parameters),
    ...eachValued('data', 'mount option', mountOptions),
    ...ifPresent('data', 'topologies', allowedTopologies),
    ...ifPresent('data', 'binding', volumeBindingMode),
  ];
  return {
    powers: [...(isDefault ? [{ key: 'default', kind: 'data', detail: 'becomes the default class' } as const] : [])],
    bearings: [...deletes(reclaimPolicy ?? 'Delete'), ...kept],
    guards: kept,
  };
}

function deletes(policy: unknown): Aspect[] {
  return policy === 'Delete'
    ? [{ key: 'deletes', kind: 'data', detail: 'volumes are deleted with their claims', class: 'destructive' }]
    : [];
}

/** PersistentVolume: a piece of a node or a network made into a volume. */
export function volumeAspects(object: KubernetesObject): Aspects {
  const { capacity: _, claimRef: __, persistentVolumeReclaimPolicy, ...rest } = spec(object);
  return {
    powers: Object.entries(rest).map(([field, value]) => valued('data', field, value)),
    bearings: deletes(persistentVolumeReclaimPolicy ?? 'Retain'),
    guards: Object.entries(rest).map(([field, value]) => valued('data', field, value)),
  };
}

/** PersistentVolumeClaim: more room is everyday work; another class, volume or source is not. */
export function claimAspects(object: KubernetesObject): Aspects {
  const { resources, storageClassName, accessModes, dataSource, dataSourceRef, selector } = spec(object);
  const room = amount(fields(fields(resources).requests).storage);
  return {
    powers: [
      ...ifPresent('data', 'filled from', dataSource ?? dataSourceRef),
      ...ifPresent('data', 'takes volumes', selector),
    ],
    bearings: [
      ...ifPresent('data', 'class', storageClassName),
      ...list(accessModes).map((mode) => valued('data', 'access', mode)),
    ],
    guards: [
      ...ifPresent('data', 'class', storageClassName),
      ...(room === undefined ? [] : [{ key: 'room', kind: 'data', detail: 'room', size: -room } as const]),
    ],
  };
}
