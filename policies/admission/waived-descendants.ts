import { templatePath } from '../pod-template.ts';
import { joinPath } from '../subject.ts';
import type { WaiverScope } from '../waiver.ts';
import { celString } from './rewrite.ts';

/** What a controller makes of a workload: the kind, whose it is, and the account that the controller writes under. */
interface Descendant {
  readonly kind: string;
  readonly ownerKind: string;
  /** What the owner's name has after the workload's own, as an anchored pattern; empty for the workload itself. */
  readonly ownerSuffix: string;
  readonly account: string;
}

const made = (kind: string, ownerKind: string, account: string, ownerSuffix = ''): Descendant => {
  return { kind, ownerKind, ownerSuffix, account };
};

/** By the kind of a workload. A ReplicaSet of a Deployment is named with a hash, a Job of a CronJob with its minute. */
const descendants: Readonly<Record<string, readonly Descendant[]>> = {
  Deployment: [
    made('ReplicaSet', 'Deployment', 'deployment-controller'),
    made('Pod', 'ReplicaSet', 'replicaset-controller', '-[a-z0-9]+'),
  ],
  ReplicaSet: [made('Pod', 'ReplicaSet', 'replicaset-controller')],
  ReplicationController: [made('Pod', 'ReplicationController', 'replication-controller')],
  StatefulSet: [made('Pod', 'StatefulSet', 'statefulset-controller')],
  DaemonSet: [made('Pod', 'DaemonSet', 'daemon-set-controller')],
  Job: [made('Pod', 'Job', 'job-controller')],
  CronJob: [made('Job', 'CronJob', 'cronjob-controller'), made('Pod', 'Job', 'job-controller', '-[0-9]+')],
};

/** One kind of object that a waiver covers: CEL that says the request is for one, and the waived path in it. */
export interface CoveredKind extends Pick<WaiverScope, 'kind' | 'path'> {
  readonly is: string;
}

/**
 * The object that a waiver names, and what controllers make of its template: a waiver of a Deployment would else hold off-line
 * and leave the cluster without its pods. Only the control plane's own controllers are believed to write what an owner
 * says; whoever else puts a reference to the owner on a pod of his own is judged.
 * @param template whether the rule is about the template, and so about what is made of it
 */
export function coveredBy(scope: WaiverScope, template: boolean): readonly CoveredKind[] {
  const itself = `request.kind.kind == ${celString(scope.kind)} && request.name == ${celString(scope.name)}`;
  const ofTemplate = (template ? (descendants[scope.kind] ?? []) : []).flatMap((one): CoveredKind[] => {
    const { kind } = one;
    const is = descends(one, scope.name);
    if (scope.path === undefined) return [{ is, kind }];
    const path = pathIn(kind, scope.kind, scope.path);
    return path === undefined ? [] : [{ is, kind, path }];
  });
  return [{ ...scope, is: itself }, ...ofTemplate];
}

/** CEL: the object is of that kind, belongs to such an owner, and is written by its controller. */
function descends({ kind, ownerKind, ownerSuffix, account }: Descendant, name: string): string {
  const users = ['system:kube-controller-manager', `system:serviceaccount:kube-system:${account}`];
  const pattern = `^${name.replaceAll('.', '[.]')}${ownerSuffix}$`;
  const named = ownerSuffix === '' ? `o.name == ${celString(name)}` : `o.name.matches(${celString(pattern)})`;
  return [
    `request.kind.kind == ${celString(kind)}`,
    `request.userInfo.username in [${users.map(celString).join(', ')}]`,
    'has(dyn(object).metadata.ownerReferences)',
    `dyn(object).metadata.ownerReferences.exists(o, has(o.controller) && o.controller && o.kind == ${celString(ownerKind)} && ${named})`,
  ].join(' && ');
}

/** Where a field of a workload's template stands in what is made of it; undefined for what is not of the template. */
function pathIn(kind: string, workload: string, path: string): string | undefined {
  const [from = '', to = ''] = [workload, kind].map(templatePath);
  if (path !== from && !path.startsWith(`${from}.`)) return undefined;
  return joinPath(to, path.slice(from.length + 1));
}
