import type { KubernetesObject } from '../policies/kubernetes.ts';
import type { Action } from './kit/action.ts';
import type { Kind } from './kit/cluster/kinds.ts';
import { getObject, type LiveObject, listObjects } from './kit/cluster/read.ts';
import { creation, deletion, deletionByName, observeRequest, statusOf } from './kit/cluster/requests.ts';
import { lookUntil, waitUntil } from './kit/cluster/wait.ts';
import { parameter } from './kit/parameters.ts';
import { type ActContext, defineRunbook, type Observation, type ReadAccess } from './kit/runbook.ts';
import { blockHeld, blockName, blockObjects, isBlocked } from './steps/block-image.ts';
import { evict, eviction, observeEviction } from './steps/evict.ts';
import { markStep } from './steps/mark.ts';

type Parameters = { readonly image: string; readonly running: 'leave' | 'evict' | 'delete'; readonly ticket: string };

/** Longest wait until a new policy is enforced. */
const enforcementSeconds = 60;

/** How long a refusal in another policy's name is asked about again: the first that refuses is the one that speaks. */
const otherRefusalSeconds = 10;

interface ContainerStatus {
  readonly imageID?: string;
}

/** Pods that run the image under any spelling, or by the digest that their node resolved a tag to. */
async function running(read: ReadAccess, image: string): Promise<readonly LiveObject[]> {
  const pods = await listObjects(read, 'Pod');
  return pods.filter(({ spec, status }) => {
    const written = ['containers', 'initContainers', 'ephemeralContainers'].flatMap(
      (list) => (spec as Record<string, readonly { readonly image: string }[] | undefined>)[list] ?? [],
    );
    const resolved = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'].flatMap(
      (list) => ((status ?? {}) as Record<string, readonly ContainerStatus[] | undefined>)[list] ?? [],
    );
    return (
      written.some((container) => isBlocked(image, container.image, undefined)) ||
      resolved.some(({ imageID }) => imageID !== undefined && isBlocked(image, '', imageID))
    );
  });
}

function shownPods(pods: readonly LiveObject[]): string {
  const names = pods.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  return names.length === 0 ? '0' : `${names.length}: ${names.slice(0, 20).join(', ')}${names.length > 20 ? ' …' : ''}`;
}

/** A Pod with the image that is only asked about, never stored: being refused is the proof. */
function probe(image: string): Action {
  const reference = image.startsWith('sha256:') ? `probe.invalid/probe@${image}` : image;
  return {
    id: 'probe',
    kind: 'request',
    does: {
      zh: '试建一个使用该镜像的 Pod（仅试运行，不落库），应被拒绝',
      en: 'ask for a Pod with the image (dry run, nothing is stored): it must be refused',
    },
    method: 'POST',
    path: '/api/v1/namespaces/default/pods?dryRun=All',
    body: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'fadun-block-probe', namespace: 'default' },
      spec: {
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            name: 'probe',
            image: reference,
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          },
        ],
      },
    },
  };
}

/** Asks until it is refused; a refusal in the name of another policy counts when it stays the answer. */
async function provenRefused(context: ActContext<Parameters>, action: Action): Promise<string> {
  const begun = performance.now();
  return waitUntil(`policy ${blockName(context.parameters.image)}`, enforcementSeconds, async () => {
    try {
      await context.execute(action);
      return { holds: false, seen: 'a Pod with the image would still be admitted' };
    } catch (error) {
      const said = (error as Error).message.slice(0, 300);
      const status = statusOf(error);
      if (status !== 403 && status !== 422) throw error;
      const isOwn = said.includes('[block-image]');
      return { holds: isOwn || performance.now() - begun > otherRefusalSeconds * 1000, seen: said };
    }
  });
}

export const blockImage = defineRunbook({
  id: 'block-image',
  title: { zh: '封禁镜像', en: 'Block an image' },
  purpose: {
    zh: '供应商失陷或镜像带毒时，在本网络全域禁止使用该镜像（按摘要或按名称，含各种写法），并列出正在运行它的 Pod。',
    en: 'A supplier is compromised or an image is poisoned: the image is kept out of the whole network, by digest or by name in all its spellings, and the Pods that run it are listed.',
  },
  alerts: [],
  duties: ['RB-I11'],
  roles: ['security-admin', 'on-call'],
  blastRadius: {
    zh: '使用该镜像的工作负载无法再新建 Pod；选择 evict 时现有 Pod 按中断预算退出，选择 delete 时立即删除，均不再补足。',
    en: 'Workloads with the image can make no new Pod; evict ends their Pods as budgets allow, delete ends them at once, and none is replaced.',
  },
  escalation: {
    zh: '业务因此中断的，由单位负责人决定回退版本；其他网络由各自值班人员封禁。',
    en: 'Where a service stops, the unit leader decides on rolling back; other networks block it by their own staff.',
  },
  class: 'destructive',
  reversible: true,
  parameters: {
    image: parameter.imageName({
      zh: '镜像摘要（sha256:…）或名称（可带标签）',
      en: 'digest (sha256:…) or name, with a tag or without',
    }),
    running: parameter.choice({ zh: '对正在运行的 Pod', en: 'what to do with Pods that run it' }, [
      'leave',
      'evict',
      'delete',
    ]),
    ticket: parameter.ticket({ zh: '事件编号', en: 'incident number' }),
  },
  steps: [
    markStep<Parameters>(
      async ({ parameters: { image, ticket } }) => ({
        name: `hold-${blockName(image)}`,
        runbook: 'block-image',
        subject: image,
        objects: blockHeld(blockObjects({ image }, ticket)),
      }),
      'mark-block',
    ),
    {
      id: 'block',
      title: { zh: '封禁并验证', en: 'Block, and prove it' },
      precheck: async ({ parameters: { image }, read }) => [
        {
          holds: (await getObject(read, { kind: 'ValidatingAdmissionPolicy', name: blockName(image) })) === undefined,
          statement: { zh: '该镜像尚未封禁', en: 'the image is not blocked yet' },
        },
        {
          holds: true,
          statement: { zh: '正在运行该镜像的 Pod', en: 'Pods that run the image' },
          seen: shownPods(await running(read, image)),
        },
      ],
      plan: async ({ parameters: { image, ticket } }) => [
        ...blockObjects({ image }, ticket).map((object) =>
          creation(
            { id: actionOf(object), does: { zh: `建立 ${object.kind}`, en: `make the ${object.kind}` } },
            object,
          ),
        ),
        probe(image),
      ],
      act: (context, action) => (action.id === 'probe' ? provenRefused(context, action) : context.execute(action)),
      observe: async ({ read }, action) => (action.id === 'probe' ? 'not-done' : observeRequest(read, action)),
      verify: async ({ parameters: { image }, read }) => [
        {
          holds:
            (await getObject(read, { kind: 'ValidatingAdmissionPolicyBinding', name: blockName(image) })) !== undefined,
          statement: { zh: '封禁策略已生效', en: 'the block is in force' },
        },
      ],
      undo: {
        describe: { zh: '撤销封禁', en: 'the block is lifted' },
        plan: async ({ parameters: { image, ticket } }, _, done) =>
          blockObjects({ image }, ticket)
            .toReversed()
            .filter((object) => done.includes(actionOf(object)))
            .map((object) =>
              deletionByName(
                {
                  id: `lift-${actionOf(object)}`,
                  does: { zh: `撤去 ${object.kind}`, en: `take the ${object.kind} away` },
                },
                { kind: object.kind as Kind, name: object.metadata.name },
              ),
            ),
        observe: ({ read }, action) => observeRequest(read, action),
      },
    },
    {
      id: 'evict-running',
      title: { zh: '处置正在运行的 Pod', en: 'Pods that run it' },
      precheck: async () => [],
      plan: async ({ parameters: { image, running: choice }, read }) =>
        choice === 'leave' ? [] : (await ending(read, image)).map(choice === 'evict' ? eviction : removal),
      act: (context, action) =>
        action.id.startsWith('evict-')
          ? // Nobody waits for a member in its place: the block keeps it from being made.
            evict(context, action, { waitsForMember: false })
          : context.execute(action),
      observe: (context, action) =>
        action.id.startsWith('evict-') ? observeEviction(context, action) : observeEnding(context.read, action),
      verify: async ({ parameters: { image, running: choice }, read }) => {
        const look = async () => {
          const left = await running(read, image);
          return { holds: choice === 'leave' || left.length === 0, seen: shownPods(left) };
        };
        const statement = { zh: '仍在运行该镜像的 Pod', en: 'Pods that still run the image' };
        return [{ statement, ...(await lookUntil(endedSeconds, look)) }];
      },
      undo: 'nothing',
    },
  ],
});

/** How long Pods may take to end: those that were told to may still run until their grace period is over. */
const endedSeconds = 300;

async function ending(read: ReadAccess, image: string): Promise<readonly LiveObject[]> {
  const pods = await running(read, image);
  return pods
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .sort((left, right) => (left.metadata.uid < right.metadata.uid ? -1 : 1));
}

function removal(pod: LiveObject): Action {
  const { name, namespace, uid } = pod.metadata;
  const does = {
    zh: `删除 Pod ${namespace}/${name}（不问中断预算）`,
    en: `delete the Pod ${namespace}/${name}, whatever its budget says`,
  };
  return deletion({ id: `delete-${uid}`, does }, pod);
}

/** A Pod that was told to end is done with: it takes the time that it was given. */
async function observeEnding(read: ReadAccess, action: Action): Promise<Observation> {
  const pod =
    action.kind === 'request' ? ((await read.get(action.path)) as unknown as LiveObject | undefined) : undefined;
  return pod?.metadata.deletionTimestamp === undefined ? observeRequest(read, action) : 'done';
}

function actionOf({ kind }: KubernetesObject): string {
  return kind === 'ValidatingAdmissionPolicy' ? 'policy' : 'binding';
}
