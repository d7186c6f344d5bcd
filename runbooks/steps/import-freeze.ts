import { holdNamespace } from '../../policies/hold.ts';
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import type { ObjectRef } from '../kit/cluster/kinds.ts';
import { getObject } from '../kit/cluster/read.ts';
import type { Check, ReadAccess } from '../kit/runbook.ts';

/** Where a freeze of imports is put down in a network. */
export const freezeRef: ObjectRef = { kind: 'ConfigMap', name: 'freeze-imports', namespace: holdNamespace };

export function freezeRecord(ticket: string): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: freezeRef.name,
      namespace: holdNamespace,
      labels: { 'app.kubernetes.io/managed-by': 'fadun', 'fadun.io/record': 'freeze' },
    },
    data: { ticket },
  };
}

/** The check of an import that no freeze is in force. */
export async function notFrozen(read: ReadAccess): Promise<Check> {
  const freeze = await getObject(read, freezeRef);
  return {
    holds: freeze === undefined,
    statement: { zh: '没有冻结发布包导入', en: 'imports of releases are not frozen' },
    ...(freeze && { seen: (freeze.data as { ticket?: string } | undefined)?.ticket ?? '?' }),
  };
}
