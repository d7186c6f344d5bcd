import { contentDigest, type HeldObject, heldKey } from '../../policies/hold.ts';
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { getObject, type LiveObject, listObjects } from '../kit/cluster/read.ts';
import { creation, deletionByName, observeRequest } from '../kit/cluster/requests.ts';
import type { Check, ReadContext, Step } from '../kit/runbook.ts';
import type { Json } from '../kit/signing/canonical-json.ts';
import { markStep } from './mark.ts';
import { openConnections } from './open-connections.ts';
import { permittingPolicies, restorations, withdrawal } from './withdraw-policies.ts';

/** Name of the policy that closes an isolated namespace. */
export const quarantinePolicy = 'fadun-quarantine';

/** Namespaces whose isolation would take the platform itself away. */
const untouchable = /^(?:kube-|default$|fadun-system$)/;

/**
 * Closes a namespace both ways: mark, deny-all, and the withdrawal of every policy that permits something there, since
 * NetworkPolicies only add. Proved on the live objects. Pods, volumes and memory stay as they are.
 * @param runbook id that the mark names
 */
export function isolationSteps<Parameters>(
  runbook: string,
  namespaceOf: (parameters: Parameters) => string,
): readonly Step<Parameters>[] {
  const mark = markStep<Parameters>(async ({ parameters, read }) => {
    const namespace = namespaceOf(parameters);
    const withdrawn = await permittingPolicies(read, namespace);
    const quarantine = quarantineOf(namespace);
    return {
      name: `hold-isolation-${namespace}`,
      runbook,
      subject: namespace,
      closes: namespace,
      objects: [
        ...withdrawn.map((policy): HeldObject => ({ object: heldKey(policy), as: 'absent' })),
        { object: heldKey(quarantine), as: 'added', digest: contentDigest(quarantine) },
      ],
    };
  }, 'mark-isolation');
  return [mark, closing(namespaceOf)];
}

function closing<Parameters>(namespaceOf: (parameters: Parameters) => string): Step<Parameters> {
  return {
    id: 'close-namespace',
    title: { zh: '封闭命名空间', en: 'Close the namespace' },
    precheck: (context) => mayIsolate(context, namespaceOf(context.parameters)),
    plan: async ({ parameters, read }) => {
      const namespace = namespaceOf(parameters);
      const withdrawn = await permittingPolicies(read, namespace);
      const close = creation(
        {
          id: 'deny-all',
          does: { zh: `在 ${namespace} 设置双向全部拒绝策略`, en: `deny everything both ways in ${namespace}` },
        },
        quarantineOf(namespace),
      );
      return [close, ...withdrawn.map(withdrawal)];
    },
    observe: ({ read }, action) => observeRequest(read, action),
    verify: async ({ parameters, read }) => {
      const { open, beyondPolicies } = await openConnections(read, namespaceOf(parameters));
      return [
        {
          holds: open.length === 0,
          statement: {
            zh: '证明：策略不再允许任何进出连接',
            en: 'proved: the policies permit no connection to or from it',
          },
          seen: [
            ...open.slice(0, 10),
            ...(open.length > 10 ? [`… ${open.length} in all`] : []),
            ...beyondPolicies,
          ].join('; '),
        },
      ];
    },
    save: async ({ parameters, read }) => (await permittingPolicies(read, namespaceOf(parameters))) as unknown as Json,
    undo: {
      describe: {
        zh: '恢复撤去的网络策略（内容与撤去前一致），撤去全部拒绝策略',
        en: 'the withdrawn policies are put back exactly as they were; the deny-all goes',
      },
      plan: async ({ parameters }, saved, done) => [
        ...restorations((saved ?? []) as unknown as readonly LiveObject[], done),
        ...(done.includes('deny-all')
          ? [
              deletionByName(
                { id: 'lift-deny-all', does: { zh: '撤去全部拒绝策略', en: 'take the deny-all away' } },
                { kind: 'NetworkPolicy', name: quarantinePolicy, namespace: namespaceOf(parameters) },
              ),
            ]
          : []),
      ],
      observe: ({ read }, action) => observeRequest(read, action),
    },
  };
}

async function mayIsolate({ read }: ReadContext<unknown>, name: string): Promise<readonly Check[]> {
  const [namespace, pods] = await Promise.all([
    getObject(read, { kind: 'Namespace', name }),
    listObjects(read, 'Pod', name),
  ]);
  const onHost = pods.filter(({ spec }) => (spec as { hostNetwork?: boolean }).hostNetwork);
  return [
    {
      holds: namespace !== undefined && namespace.metadata.deletionTimestamp === undefined,
      statement: { zh: `命名空间 ${name} 存在`, en: `the namespace ${name} is there` },
    },
    {
      holds: !untouchable.test(name),
      statement: {
        zh: '不是系统命名空间（隔离它会使平台自身不可用）',
        en: 'it is no system namespace (isolating one would take the platform itself away)',
      },
    },
    {
      holds: onHost.length === 0,
      statement: {
        zh: '没有使用主机网络的 Pod（网络策略管不到；先按 quarantine-node 处置其节点）',
        en: 'no Pod is on the host network (no policy reaches it: quarantine its node first)',
      },
      seen: onHost.map(({ metadata }) => metadata.name).join(', '),
    },
  ];
}

function quarantineOf(namespace: string): KubernetesObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {
      name: quarantinePolicy,
      namespace,
      labels: { 'app.kubernetes.io/managed-by': 'fadun', 'fadun.io/measure': 'isolation' },
    },
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
  };
}
