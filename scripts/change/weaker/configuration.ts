import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { digestOf } from '../../../runbooks/kit/signing/digest.ts';
import type { Aspect, Aspects } from './aspects.ts';
import { fields } from './fields.ts';

/**
 * ConfigMap: what programs are told. A collector that no longer sends, an alert that no longer fires, a gateway that
 * lets through are one changed line, so every changed entry counts; a new one is read by nobody yet.
 */
export function configurationAspects(object: KubernetesObject): Aspects {
  const entries = [...Object.entries(fields(object.data)), ...Object.entries(fields(object.binaryData))];
  const aspects = entries.map(([name, value]) => entry('configuration', name, value));
  return {
    bearings: aspects,
    guards: [
      ...aspects,
      ...(object.immutable === true ? [{ key: 'immutable', kind: 'configuration', detail: 'immutable' } as const] : []),
    ],
  };
}

/** Secret: by digest only, so that no value enters a plan. */
export function secretAspects(object: KubernetesObject): Aspects {
  const entries = [...Object.entries(fields(object.data)), ...Object.entries(fields(object.stringData))];
  const aspects = [
    {
      key: `type ${object.type ?? 'Opaque'}`,
      kind: 'credential',
      detail: `secret of type ${object.type ?? 'Opaque'}`,
    } as const,
    ...entries.map(([name, value]) => entry('credential', name, value)),
  ];
  return { powers: aspects, guards: aspects };
}

function entry(kind: 'configuration' | 'credential', name: string, value: unknown): Aspect {
  return { key: `${name} ${digestOf(String(value)).sha256}`, kind, detail: `entry ${name}` };
}
