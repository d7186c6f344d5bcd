import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import type { Aspects } from './aspects.ts';
import { valued } from './fields.ts';

/** PriorityClass: what it is put on may push others out. */
export function priorityAspects(object: KubernetesObject): Aspects {
  const { value, globalDefault, preemptionPolicy } = object as unknown as Readonly<Record<string, unknown>>;
  return {
    powers: [
      ...(preemptionPolicy === 'Never'
        ? []
        : [
            {
              key: 'preempts',
              kind: 'placement',
              detail: `preempts what is below ${value}`,
              size: Number(value),
            } as const,
          ]),
      ...(globalDefault === true
        ? [{ key: 'default', kind: 'placement', detail: 'becomes the default of every pod' } as const]
        : []),
    ],
    bearings: [valued('placement', 'priority', value)],
    guards: [valued('placement', 'priority', value)],
  };
}
