import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { type Aspect, type Aspects, together } from './aspects.ts';
import { type Fields, fields, ifPresent, list, spec, valued } from './fields.ts';
import { podAspects } from './pod.ts';

/** A pod, or whatever makes pods. */
export function workloadAspects(object: KubernetesObject): Aspects {
  return together(podAspects(templateOf(object)), running(spec(object)), stored(spec(object)));
}

function templateOf(object: KubernetesObject): Fields {
  if (object.kind === 'Pod') return object as unknown as Fields;
  if (object.kind === 'CronJob') return fields(fields(fields(spec(object).jobTemplate).spec).template);
  return fields(spec(object).template);
}

/** Whether it runs at all, and in more than one place. */
function running({ replicas, suspend, schedule, strategy, updateStrategy }: Fields): Aspects {
  const stopped: Aspect[] = [
    ...(replicas === 0 ? [{ key: 'stopped', kind: 'availability', detail: 'runs nothing: 0 replicas' } as const] : []),
    ...(suspend === true ? [{ key: 'suspended', kind: 'availability', detail: 'suspended' } as const] : []),
  ];
  return {
    powers: stopped,
    bearings: [
      ...ifPresent('availability', 'schedule', schedule),
      ...ifPresent('availability', 'strategy', fields(strategy).type),
      ...ifPresent('availability', 'update strategy', fields(updateStrategy).type),
    ],
    guards:
      typeof replicas === 'number' && replicas > 1
        ? [{ key: 'redundant', kind: 'availability', detail: 'more than one replica' }]
        : [],
  };
}

/** KEP-1847: claims of a StatefulSet outlive it unless it says otherwise; their volumes go with them. */
function stored({ persistentVolumeClaimRetentionPolicy, volumeClaimTemplates }: Fields): Aspects {
  const policy = fields(persistentVolumeClaimRetentionPolicy);
  return {
    powers: ['whenDeleted', 'whenScaled'].flatMap((when): Aspect[] =>
      policy[when] === 'Delete'
        ? [{ ...valued('data', `claims are deleted ${when}`, 'Delete'), class: 'destructive' }]
        : [],
    ),
    bearings: list(volumeClaimTemplates).map((template) => {
      const { storageClassName, accessModes } = fields(fields(template).spec);
      return valued('data', 'claim template', {
        storageClassName: storageClassName ?? null,
        accessModes: accessModes ?? null,
      });
    }),
  };
}
