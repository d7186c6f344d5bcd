import { type HeldObject, heldKey } from '../policies/hold.ts';
import type { ObjectRef } from './kit/cluster/kinds.ts';
import { getObject, listObjects } from './kit/cluster/read.ts';
import { mergePatch, observeRequest } from './kit/cluster/requests.ts';
import { parameter } from './kit/parameters.ts';
import { defineRunbook, type ReadAccess } from './kit/runbook.ts';
import type { Json } from './kit/signing/canonical-json.ts';
import { markStep } from './steps/mark.ts';
import { givingBack } from './steps/ownership.ts';
import { reportStep } from './steps/report.ts';

type Parameters = {
  readonly namespace: string;
  readonly service: string;
  readonly fallback: string;
  readonly ticket: string;
};
type Labels = Readonly<Record<string, string>>;

const serviceRef = ({ namespace, service }: Parameters): ObjectRef => ({ kind: 'Service', name: service, namespace });

async function selectorOf(read: ReadAccess, parameters: Parameters): Promise<Labels> {
  const live = await getObject(read, serviceRef(parameters));
  return ((live?.spec ?? {}) as { readonly selector?: Labels }).selector ?? {};
}

/** Labels by which the static page's Deployment selects its Pods. */
async function fallbackLabels(read: ReadAccess, { namespace, fallback }: Parameters): Promise<Labels | undefined> {
  const live = await getObject(read, { kind: 'Deployment', name: fallback, namespace });
  return ((live?.spec ?? {}) as { readonly selector?: { readonly matchLabels?: Labels } }).selector?.matchLabels;
}

/** A merge patch keeps members that are not named: those of the other selector are taken away. */
function selectorPatch(from: Labels, to: Labels): { readonly [field: string]: Json } {
  const gone = Object.keys(from)
    .filter((name) => !(name in to))
    .map((name) => [name, null] as const);
  return { spec: { selector: { ...Object.fromEntries(gone), ...to } } };
}

export const restorePublicPage = defineRunbook({
  id: 'restore-public-page',
  title: { zh: '页面篡改处置', en: 'Restore a public page' },
  purpose: {
    zh: '公众页面被篡改时，5 分钟内将入口切换到同命名空间内的静态页，被篡改的工作负载保持原样以备取证。',
    en: 'A public page is defaced: within five minutes its entrance serves the static page of the same namespace, and the defaced workload stays as it is for evidence.',
  },
  alerts: [],
  duties: ['RB-I04', 'RB-G03'],
  roles: ['on-call', 'security-admin'],
  blastRadius: {
    zh: '该入口只提供静态内容，办理类功能暂停，直至回退。',
    en: 'The entrance serves static content only; services behind it pause until this is undone.',
  },
  escalation: {
    zh: '静态页不可用的，由机房在边界设备上关闭入口；随后按 isolate-namespace 处置来源。',
    en: 'If there is no static page, close the entrance at the boundary device; then go on with isolate-namespace.',
  },
  class: 'destructive',
  reversible: true,
  parameters: {
    namespace: parameter.label({ zh: '命名空间', en: 'namespace' }),
    service: parameter.label({ zh: '入口 Service', en: 'Service of the entrance' }),
    fallback: parameter.name({ zh: '静态页 Deployment', en: 'Deployment of the static page' }),
    ticket: parameter.ticket({ zh: '事件编号', en: 'incident number' }),
  },
  steps: [
    markStep<Parameters>(async ({ parameters, read }) => {
      const live = await getObject(read, serviceRef(parameters));
      if (!live)
        throw new Error(
          `Service ${parameters.namespace}/${parameters.service}: there is none. See \`fadun site show\` for entrances.`,
        );
      const held: HeldObject = {
        object: heldKey({ ...live, apiVersion: 'v1', kind: 'Service' }),
        as: 'changed',
        fields: ['.spec.selector'],
      };
      return {
        name: `hold-static-${parameters.namespace}-${parameters.service}`,
        runbook: 'restore-public-page',
        subject: parameters.service,
        objects: [held],
      };
    }, 'mark-static'),
    {
      id: 'serve-static',
      title: { zh: '切换到静态页', en: 'Serve the static page' },
      precheck: async ({ parameters, read }) => {
        const labels = await fallbackLabels(read, parameters);
        const pods = labels
          ? await listObjects(read, 'Pod', parameters.namespace, {
              labelSelector: Object.entries(labels)
                .map(([name, value]) => `${name}=${value}`)
                .join(','),
            })
          : [];
        const ready = pods.filter(({ status }) =>
          ((status ?? {}) as { conditions?: readonly { type: string; status: string }[] }).conditions?.some(
            ({ type, status: is }) => type === 'Ready' && is === 'True',
          ),
        );
        return [
          {
            holds: ready.length > 0,
            statement: { zh: '静态页有就绪的 Pod', en: 'the static page has a ready Pod' },
            seen: `${ready.length} of ${pods.length}`,
          },
        ];
      },
      plan: async ({ parameters, read }) => {
        const [from, to] = await Promise.all([selectorOf(read, parameters), fallbackLabels(read, parameters)]);
        if (!to)
          throw new Error(
            `Deployment ${parameters.namespace}/${parameters.fallback}: there is none. Name the static page’s Deployment.`,
          );
        return [
          mergePatch(
            {
              id: 'serve-static',
              does: {
                zh: `入口 ${parameters.service} 指向静态页 ${parameters.fallback}`,
                en: `point ${parameters.service} at the static page ${parameters.fallback}`,
              },
            },
            serviceRef(parameters),
            selectorPatch(from, to),
          ),
        ];
      },
      observe: ({ read }, action) => observeRequest(read, action),
      verify: async ({ parameters, read }) => {
        const [now, to] = await Promise.all([selectorOf(read, parameters), fallbackLabels(read, parameters)]);
        return [
          {
            holds:
              to !== undefined &&
              JSON.stringify(Object.entries(now).sort()) === JSON.stringify(Object.entries(to).sort()),
            statement: { zh: '入口仅指向静态页', en: 'the entrance points at the static page and at nothing else' },
          },
        ];
      },
      save: async ({ parameters, read }) => ({ ...(await selectorOf(read, parameters)) }),
      undo: {
        describe: { zh: '入口恢复指向原工作负载', en: 'the entrance points at the former workload again' },
        plan: async ({ parameters, read }, saved) => [
          mergePatch(
            { id: 'serve-again', does: { zh: '恢复入口', en: 'point the entrance back' } },
            serviceRef(parameters),
            selectorPatch(await selectorOf(read, parameters), (saved ?? {}) as Labels),
          ),
        ],
        ...givingBack,
      },
    },
    reportStep([
      {
        zh: '已留存被篡改页面的截图、摘要与访问日志',
        en: 'Screenshot, digest and access log of the defaced page are kept',
      },
    ]),
  ],
});
