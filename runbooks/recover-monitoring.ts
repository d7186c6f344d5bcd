import { contentDigest } from '../policies/hold.ts';
import type { KubernetesObject } from '../policies/kubernetes.ts';
import type { Action } from './kit/action.ts';
import { type ObjectRef, objectPath, refOf } from './kit/cluster/kinds.ts';
import { asDeclared, getObject, type LiveObject } from './kit/cluster/read.ts';
import { application, applierManager, deletionByName, observeRequest, runbookManager } from './kit/cluster/requests.ts';
import { type Look, lookUntil, waitUntil } from './kit/cluster/wait.ts';
import { parameter } from './kit/parameters.ts';
import { defineRunbook, type ReadAccess, type ReadContext } from './kit/runbook.ts';
import type { Json } from './kit/signing/canonical-json.ts';
import { type Link, linkFault, linkName, monitoringLinks, notReady } from './steps/monitoring/links.ts';
import { probeChecks } from './steps/monitoring/probes.ts';
import { isOwned, ownsNothingAfter } from './steps/ownership.ts';

/** Longest wait until the pods of one restored workload are ready. */
const readySeconds = 300;

/** What stood of one object before: nothing, or this. */
interface Before {
  readonly ref: ObjectRef;
  readonly live: LiveObject | null;
}

/** Links that are put back: down, and not held by a measure. */
async function linksDown({ read }: ReadContext<unknown>): Promise<readonly Link[]> {
  return (await monitoringLinks(read)).filter(({ fault, heldBy }) => fault !== undefined && heldBy === undefined);
}

/**
 * Server-side apply (KEP-555). What is gone is made in the applier's name, as its apply would; what was changed is taken
 * over from whoever changed it and given back, since what is declared was approved.
 */
function restoration({ id, declared, fault }: Link): Action {
  const does = {
    zh: `恢复 ${linkName(declared)} 为声明的内容（${words[fault!]}）`,
    en: `put ${linkName(declared)} back as declared (${fault})`,
  };
  if (fault === 'missing') return application({ id, does }, declared, applierManager);
  const action = application({ id, does }, declared, runbookManager);
  return { ...action, path: `${action.path}&force=true` };
}

/**
 * What was taken over is given back by an action of its own: killed between the two, the first counts as done, and an undo
 * takes it back.
 */
function givingUp({ id, declared, fault }: Link): readonly Action[] {
  if (fault === 'missing') return [];
  return [
    {
      id: `${releasing}${id}`,
      kind: 'request',
      method: 'PATCH',
      path: objectPath(refOf(declared)),
      contentType: 'application/json-patch+json',
      body: [],
      drawnWhenActing: ['the places of this program among the managers of its fields'],
      does: {
        zh: `交还 ${linkName(declared)} 的字段归属，之后仍由部署管理`,
        en: `give the fields of ${linkName(declared)} back, so that apply manages them`,
      },
    },
  ];
}

const releasing = 'give-back-';

const words = { missing: '缺失', 'scaled down': '副本被缩减', changed: '被改动' } as const;

/** What stood before, written back whole: fields that were added by the restoration go with it. */
function returnTo(id: string, before: LiveObject): Action {
  return {
    id: `return-${id}`,
    kind: 'request',
    method: 'PUT',
    path: `${objectPath(refOf(before))}?fieldManager=${runbookManager}`,
    body: asDeclared(before) as unknown as Json,
    does: { zh: `${linkName(before)} 恢复为处置前的内容`, en: `put ${linkName(before)} back to what stood before` },
  };
}

function removal(id: string, ref: ObjectRef): Action {
  const does = { zh: `删除 ${ref.kind} ${ref.name}`, en: `delete the ${ref.kind} ${ref.name}` };
  return deletionByName({ id: `return-${id}`, does }, ref);
}

export const recoverMonitoring = defineRunbook({
  id: 'recover-monitoring',
  title: { zh: '恢复监控', en: 'Recover monitoring' },
  purpose: {
    zh: '监控失明：采集、规则、告警或通知的链路中断。比对 Prometheus、Alertmanager、采集器及其配置、网络策略与声明，恰好恢复缺失、缩减或被改动的对象。',
    en: 'Monitoring is blind: scraping, rules, alerts or notifications have broken off. Prometheus, Alertmanager, the collector, their configuration and the policies between them are compared with the declaration; exactly what is missing, scaled down or changed is put back.',
  },
  alerts: [],
  duties: [],
  roles: ['system-admin', 'on-call'],
  blastRadius: {
    zh: '仅监控链路自身的对象；业务系统不变。配置改动会使监控 Pod 滚动重启，其间告警可能延迟数分钟。',
    en: 'Objects of the monitoring chain only; no case system changes. A changed configuration rolls its pods, and alerts may be some minutes late meanwhile.',
  },
  escalation: {
    zh: '对象均如声明而 Pod 仍未就绪的，查节点与存储（inspect-platform）；改动来历不明的，先 preserve-evidence 再报安全管理员。恢复前由人值守业务健康页面。',
    en: 'Where everything is as declared and pods are still not ready, look at nodes and storage (inspect-platform); where nobody knows who made the change, preserve-evidence first and tell the security administrator. Until it sees again, somebody watches the systems by eye.',
  },
  class: 'additive',
  reversible: true,
  parameters: {
    metrics: parameter.optional(
      parameter.address({ zh: '探测用的 Prometheus 地址', en: 'address at which Prometheus is probed' }),
    ),
    alerts: parameter.optional(
      parameter.address({ zh: '探测用的 Alertmanager 地址', en: 'address at which Alertmanager is probed' }),
    ),
  },
  steps: [
    {
      id: 'restore-links',
      title: { zh: '比对并恢复监控链路', en: 'Compare the chain and put it back' },
      precheck: async ({ read }) => {
        const links = await monitoringLinks(read);
        const down = links.filter(({ fault }) => fault !== undefined);
        const held = down.filter(({ heldBy }) => heldBy !== undefined);
        return [
          {
            holds: links.length > 0,
            statement: { zh: '声明中有监控对象', en: 'the declaration has objects of monitoring' },
            seen: `${links.length} declared, ${down.length} not as declared`,
          },
          ...down.map(({ declared, fault, heldBy }) => ({
            holds: true,
            statement: { zh: `中断：${linkName(declared)}`, en: `down: ${linkName(declared)}` },
            seen: heldBy ? `${fault}; held by run ${heldBy}, left alone` : fault!,
          })),
          {
            holds: held.length === 0,
            statement: {
              zh: '没有链路是被处置措施有意断开的（有则先回退该次执行）',
              en: 'no link is down on purpose by a measure (else undo that run first)',
            },
            seen: held.map(({ heldBy }) => heldBy).join(', '),
          },
          {
            holds: true,
            statement: { zh: '工作负载的就绪情况', en: 'readiness of the workloads' },
            seen: links.flatMap((link) => notReady(link) ?? []).join('; ') || 'all ready',
          },
        ];
      },
      plan: async (context) => (await linksDown(context)).flatMap((link) => [restoration(link), ...givingUp(link)]),
      act: async (context, action) => {
        if (action.id.startsWith(releasing)) {
          await ownsNothingAfter(context, action);
          return 'given back';
        }
        const declared = (action as Action & { kind: 'request' }).body as unknown as KubernetesObject;
        const account = await context.execute(action);
        await waitUntil(linkName(declared), readySeconds, async () => {
          const live = await getObject(context.read, refOf(declared));
          const missing = notReady({ id: action.id, declared, live, fault: undefined, heldBy: undefined });
          return { holds: missing === undefined, seen: missing ?? 'ready' };
        });
        return account;
      },
      observe: async ({ read }, action) => {
        if (action.id.startsWith(releasing)) return (await isOwned(read, action)) ? 'not-done' : 'done';
        const declared = (action as Action & { kind: 'request' }).body as unknown as KubernetesObject;
        const fault = linkFault(declared, await getObject(read, refOf(declared)));
        return fault === undefined ? 'done' : 'not-done';
      },
      verify: async ({ parameters, read }) => {
        const links = await monitoringLinks(read);
        const down = links.filter(({ fault, heldBy }) => fault !== undefined && heldBy === undefined);
        // Where a link is down, waiting mends nothing.
        const ready = await lookUntil(down.length > 0 ? 0 : readySeconds, () => notReadyWorkloads(read));
        return [
          {
            holds: down.length === 0,
            statement: { zh: '监控链路均如声明', en: 'the chain of monitoring stands as declared' },
            seen: down.map(({ declared, fault }) => `${linkName(declared)}: ${fault}`).join('; '),
          },
          { ...ready, statement: { zh: '监控工作负载均就绪', en: 'every workload of monitoring is ready' } },
          ...(await probeChecks(read, parameters)),
        ];
      },
      save: async (context) => {
        const before = (await linksDown(context)).map(({ id, declared, live }): [string, Before] => [
          id,
          { ref: refOf(declared), live: live ? withKind(live, declared) : null },
        ]);
        return Object.fromEntries(before) as unknown as Json;
      },
      undo: {
        describe: {
          zh: '恢复为处置前的内容（含被改动、被缩减的状态）；处置前不存在的删除',
          en: 'what stood before is put back, changes and lowered counts included; what was not there is deleted',
        },
        plan: async (_, saved, done) => {
          const before = (saved ?? {}) as unknown as Readonly<Record<string, Before>>;
          return [...done].reverse().flatMap((id) => {
            const one = before[id];
            return one ? [one.live ? returnTo(id, one.live) : removal(id, one.ref)] : [];
          });
        },
        act: async (context, action) => {
          const account = (await isBack(context.read, action)) ? 'it is back already' : await context.execute(action);
          await ownsNothingAfter(context, action);
          return account;
        },
        observe: async ({ read }, action) =>
          (await isBack(read, action)) && !(await isOwned(read, action)) ? 'done' : 'not-done',
      },
    },
  ],
});

/** Workloads that are not ready. */
async function notReadyWorkloads(read: ReadAccess): Promise<Look> {
  const waiting = (await monitoringLinks(read)).flatMap((link) => notReady(link) ?? []);
  return { holds: waiting.length === 0, seen: waiting.join('; ') };
}

/** Whether an object is again what it was, to the member: what the restoration added must be gone as well. */
async function isBack(read: ReadAccess, action: Action): Promise<boolean> {
  if (action.kind !== 'request' || action.method !== 'PUT') return (await observeRequest(read, action)) === 'done';
  const before = action.body as unknown as LiveObject;
  const live = await getObject(read, refOf(before));
  return live !== undefined && contentDigest(withKind(live, before)) === contentDigest(before);
}

function withKind(live: LiveObject, { apiVersion, kind }: KubernetesObject): LiveObject {
  return { ...live, apiVersion, kind };
}
