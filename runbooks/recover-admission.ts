import { setTimeout as delay } from 'node:timers/promises';
import type { Action } from './kit/action.ts';
import { membersAreCurrent, restartAction } from './kit/control-plane-checks.ts';
import { hostAction, hostOf, observeHost } from './kit/host-actions.ts';
import { parameter } from './kit/parameters.ts';
import { type Check, defineRunbook, type Observation, type ReadContext } from './kit/runbook.ts';
import type { Json } from './kit/signing/canonical-json.ts';

type Context = ReadContext<{
  readonly cause: 'policy' | 'locked-policy' | 'webhook';
  readonly name: string;
}>;

const group = '/apis/admissionregistration.k8s.io/v1';
const plugin = 'ValidatingAdmissionPolicy';

interface Configured {
  readonly metadata: { readonly name: string; readonly uid: string; readonly resourceVersion: string };
  readonly spec?: { readonly policyName?: string; readonly validationActions?: readonly string[] };
  readonly webhooks?: readonly Webhook[];
}

interface Webhook {
  readonly name: string;
  readonly failurePolicy?: 'Fail' | 'Ignore';
  readonly clientConfig: {
    readonly url?: string;
    readonly service?: { readonly namespace: string; readonly name: string };
  };
}

function pathOf({ parameters: { cause, name } }: Context): string {
  const kind = cause === 'webhook' ? 'validatingwebhookconfigurations' : 'validatingadmissionpolicybindings';
  return `${group}/${kind}/${encodeURIComponent(name)}`;
}

async function found(context: Context): Promise<Configured | undefined> {
  return (await context.read.get(pathOf(context))) as unknown as Configured | undefined;
}

async function demanded(context: Context): Promise<Configured> {
  const object = await found(context);
  if (object) return object;
  throw new Error(`${pathOf(context)}: there is none. List them, and name the one that denies.`);
}

/** A service without a ready endpoint answers nothing; whether a URL answers is not seen from here. */
async function isDead(context: Context, { clientConfig: { service } }: Webhook): Promise<boolean | undefined> {
  if (!service) return undefined;
  const selector = encodeURIComponent(`kubernetes.io/service-name=${service.name}`);
  const path = `/apis/discovery.k8s.io/v1/namespaces/${service.namespace}/endpointslices?labelSelector=${selector}`;
  const slices = (await context.read.get(path)) as unknown as {
    readonly items?: readonly {
      readonly endpoints?: readonly { readonly conditions?: { readonly ready?: boolean } }[];
    }[];
  };
  const ready = (slices?.items ?? [])
    .flatMap(({ endpoints }) => endpoints ?? [])
    .filter((each) => each.conditions?.ready);
  return ready.length === 0;
}

async function deadAndClosed(context: Context): Promise<readonly { readonly place: number; readonly hook: Webhook }[]> {
  const hooks = (await demanded(context)).webhooks ?? [];
  const judged = await Promise.all(
    hooks.map(async (hook, place) => ({ hook, place, dead: await isDead(context, hook) })),
  );
  return judged.filter(({ hook, dead }) => hook.failurePolicy !== 'Ignore' && dead !== false);
}

async function causeChecks(context: Context): Promise<readonly Check[]> {
  const object = await found(context);
  if (context.parameters.cause === 'webhook') {
    const closed = object ? await deadAndClosed(context) : [];
    return [
      {
        holds: closed.length > 0,
        statement: {
          zh: '该配置中有后端已失效、且失败即拒绝的钩子',
          en: 'the configuration has webhooks that fail closed and whose backend is dead',
        },
        seen: closed.map(({ hook }) => hook.name).join(', '),
      },
    ];
  }
  return [
    {
      holds: object?.spec?.validationActions?.includes('Deny') === true,
      statement: { zh: '该绑定存在并执行拒绝', en: 'the binding is there and denies' },
      seen: `policy ${object?.spec?.policyName ?? 'none'}`,
    },
    await membersAreCurrent(context),
  ];
}

/** The other bindings and webhooks: they must come out of this as they went in. */
async function others(context: Context): Promise<readonly string[]> {
  const kinds = ['validatingadmissionpolicybindings', 'validatingwebhookconfigurations'];
  const lists = await Promise.all(kinds.map((kind) => context.read.get(`${group}/${kind}`)));
  return lists
    .flatMap((list) => (list as unknown as { readonly items: readonly Configured[] }).items)
    .filter(({ metadata }) => metadata.name !== context.parameters.name)
    .map(({ metadata }) => `${metadata.name} ${metadata.uid} ${metadata.resourceVersion}`)
    .sort();
}

const isLocked = (context: Context) => context.parameters.cause === 'locked-policy';

function switchPlugin(on: boolean): readonly Action[] {
  const does = on
    ? { zh: `重新启用 ${plugin}`, en: `turn ${plugin} on again` }
    : { zh: `停用 ${plugin}：此间任何策略均不生效`, en: `turn ${plugin} off: meanwhile no policy holds` };
  return [
    hostAction(on ? 'plugin-on' : 'plugin-off', does, 'disableAdmissionPlugins', on ? [] : [plugin]),
    restartAction('kube-apiserver'),
  ];
}

async function removal(context: Context): Promise<readonly Action[]> {
  const { name } = context.parameters;
  const path = pathOf(context);
  if (context.parameters.cause === 'webhook') {
    const patch = (await deadAndClosed(context)).flatMap(({ place, hook }) => [
      { op: 'test', path: `/webhooks/${place}/name`, value: hook.name },
      { op: 'replace', path: `/webhooks/${place}/failurePolicy`, value: 'Ignore' },
    ]);
    const does = {
      zh: `${name}：仅后端失效的钩子改为放行`,
      en: `${name}: let pass what its dead webhooks would judge`,
    };
    const contentType = 'application/json-patch+json';
    return [{ id: 'let-pass', kind: 'request', does, method: 'PATCH', path, body: patch, contentType }];
  }
  const { uid } = (await demanded(context)).metadata;
  const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid } };
  const does = { zh: `删除绑定 ${name}（策略本身保留）`, en: `delete the binding ${name}; its policy stays` };
  return [{ id: 'unbind', kind: 'request', does, method: 'DELETE', path, body }];
}

async function observeRemoval(context: Context, action: Action): Promise<Observation> {
  const object = await found(context);
  if (action.kind !== 'request') return 'unclear';
  if (action.method === 'DELETE') {
    const { uid } = (action.body as { readonly preconditions: { readonly uid: string } }).preconditions;
    return object?.metadata.uid === uid ? 'not-done' : 'done';
  }
  if (action.method === 'POST') return object ? 'done' : 'not-done';
  const wanted = (action.body as unknown as readonly { op: string; path: string; value: string }[]).filter(
    ({ op }) => op === 'replace',
  );
  const isSet = ({ path, value }: { path: string; value: string }) =>
    object?.webhooks?.[Number(path.split('/')[2])]?.failurePolicy === value;
  return wanted.every(isSet) ? 'done' : 'not-done';
}

/** Back to what was saved, as a new object of the same content. */
function putBack(context: Context, saved: Json): readonly Action[] {
  const object = saved as unknown as Configured & { readonly [field: string]: Json };
  if (context.parameters.cause === 'webhook') {
    const patch = (object.webhooks ?? []).flatMap(({ name, failurePolicy = 'Fail' }, place) => [
      { op: 'test', path: `/webhooks/${place}/name`, value: name },
      { op: 'replace', path: `/webhooks/${place}/failurePolicy`, value: failurePolicy },
    ]);
    const does = { zh: '钩子恢复为失败即拒绝', en: 'let the webhooks fail closed again' };
    const contentType = 'application/json-patch+json';
    return [
      { id: 'close-again', kind: 'request', does, method: 'PATCH', path: pathOf(context), body: patch, contentType },
    ];
  }
  const {
    uid: _uid,
    resourceVersion: _version,
    ...metadata
  } = object.metadata as Record<string, Json> as never as {
    uid: string;
    resourceVersion: string;
    [field: string]: Json;
  };
  const { creationTimestamp: _created, managedFields: _managed, generation: _generation, ...kept } = metadata;
  const body = { ...object, metadata: kept } as unknown as Json;
  const path = `${group}/validatingadmissionpolicybindings`;
  const does = { zh: `重建绑定 ${context.parameters.name}`, en: `make the binding ${context.parameters.name} again` };
  return [{ id: 'bind-again', kind: 'request', does, method: 'POST', path, body }];
}

/** The write that must be denied again; a dry run, under a field manager of its own that the audit log shows. */
async function probe(context: Context): Promise<Action> {
  const { metadata, spec } = await demanded(context);
  return {
    id: 'probe',
    kind: 'request',
    does: {
      zh: '试改该策略（试运行）：必须再次被拒绝',
      en: 'try to change its policy (dry run): it must be denied again',
    },
    method: 'PATCH',
    path: `${group}/validatingadmissionpolicies/${spec?.policyName ?? ''}?dryRun=All&fieldManager=fadun-probe`,
    body: { metadata: { annotations: { 'fadun.io/probe': metadata.uid } } },
    contentType: 'application/merge-patch+json',
  };
}

/**
 * Done when it was refused by a policy; let through, policies do not hold. A server that has just started takes up the
 * policies of the API within seconds, so it is asked again for a while.
 */
async function demandDenial(execute: () => Promise<string>): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const refusal = await execute().then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    if (refusal !== undefined && /ValidatingAdmissionPolicy/.test(refusal)) return `denied: ${refusal.slice(0, 300)}`;
    if (refusal !== undefined) throw new Error(refusal);
    if (attempt === 10) throw new Error('the write was let through: policies do not hold');
    await delay(500);
  }
}

export const recoverAdmission = defineRunbook({
  id: 'recover-admission',
  title: { zh: '恢复准入控制', en: 'Recover admission' },
  purpose: {
    zh: '准入拒绝一切：某条策略写错且其自身的移除也被拒绝，或外部钩子失效而失败即拒绝。',
    en: 'Admission denies everything: a policy is wrong and even its removal is denied, or a foreign webhook that fails closed is dead.',
  },
  alerts: [],
  duties: [],
  roles: ['on-call', 'system-admin', 'security-admin'],
  blastRadius: {
    zh: '仅所列绑定或钩子停止生效；“locked-policy”时策略插件停用至重启完成（数秒），此间一切写入不受策略约束。',
    en: 'Only the named binding or webhooks stop; for locked-policy the plugin is off between two restarts, and meanwhile no policy judges any write.',
  },
  escalation: {
    zh: '插件重新启用后立即执行 fadun check --live 复查期间写入的对象，并报安全管理员。',
    en: 'Once the plugin is on again, judge what was written meanwhile with fadun check --live, and tell the security administrator.',
  },
  class: 'widening',
  reversible: true,
  parameters: {
    cause: parameter.choice(
      {
        zh: '原因：policy（可直接移除）、locked-policy（移除也被拒绝）、webhook',
        en: 'policy, locked-policy where even its removal is denied, or webhook',
      },
      ['policy', 'locked-policy', 'webhook'],
    ),
    name: parameter.name({ zh: '绑定或钩子配置的名称', en: 'name of the binding or webhook configuration' }),
  },
  steps: [
    {
      id: 'open',
      title: { zh: '停用策略插件（仅 locked-policy）', en: 'Turn the policy plugin off, for locked-policy only' },
      precheck: causeChecks,
      plan: async (context) => (isLocked(context) ? switchPlugin(false) : []),
      observe: observeHost,
      verify: async (context) => (isLocked(context) ? [await membersAreCurrent(context)] : []),
      undo: {
        describe: { zh: '重新启用插件', en: 'turn the plugin on again' },
        plan: async () => switchPlugin(true),
        observe: observeHost,
      },
    },
    {
      id: 'remove',
      title: { zh: '只移除出错的一项', en: 'Take out the one that is wrong' },
      precheck: async () => [],
      plan: removal,
      observe: observeRemoval,
      verify: async (context) => {
        const gone = context.parameters.cause === 'webhook' || (await found(context)) === undefined;
        const closed = context.parameters.cause === 'webhook' ? await deadAndClosed(context) : [];
        return [
          {
            holds: gone && closed.length === 0,
            statement: { zh: '出错的一项不再拒绝', en: 'what was wrong denies no longer' },
          },
        ];
      },
      save: async (context) => ({ ...(await demanded(context)) }) as unknown as Json,
      undo: {
        describe: { zh: '按保存的内容恢复该项', en: 'put it back as it was saved' },
        plan: async (context, saved) => putBack(context, saved),
        observe: observeRemoval,
      },
    },
    {
      id: 'close',
      title: { zh: '重新启用策略插件', en: 'Turn the policy plugin on again' },
      precheck: async () => [],
      plan: async (context) => (isLocked(context) ? switchPlugin(true) : []),
      observe: observeHost,
      verify: async (context) => {
        const disabled = (await hostOf(context).flags('kube-apiserver'))['disable-admission-plugins'] ?? [];
        return [
          {
            holds: disabled.length === 0,
            statement: { zh: '没有被停用的准入插件', en: 'no admission plugin is off' },
            seen: disabled.join(', '),
          },
          ...(isLocked(context) ? [await membersAreCurrent(context)] : []),
        ];
      },
      undo: {
        describe: { zh: '再次停用插件，以便恢复原绑定', en: 'turn it off again, so that the binding can be put back' },
        plan: async () => switchPlugin(false),
        observe: observeHost,
      },
    },
    {
      id: 'prove',
      title: { zh: '证明策略重新生效', en: 'Prove that policies deny again' },
      precheck: async (context) => [
        {
          holds: true,
          statement: { zh: '其余绑定与钩子已登记', en: 'the other bindings and webhooks are noted' },
          seen: (await others(context)).map((each) => each.split(' ')[0]).join(', '),
        },
      ],
      plan: async (context) => (isLocked(context) ? [await probe(context)] : []),
      act: (context, action) => demandDenial(() => context.execute(action)),
      // A dry run has no effect to look for: after an interruption it is tried again.
      observe: async () => 'not-done',
      verify: async () => [],
      undo: 'nothing',
    },
  ],
});
