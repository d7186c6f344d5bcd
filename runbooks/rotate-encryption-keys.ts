import { isDeepStrictEqual } from 'node:util';
import type { Action } from './kit/action.ts';
import { membersAreCurrent, restartAction } from './kit/control-plane-checks.ts';
import type { EncryptionRule } from './kit/control-plane-host.ts';
import { hostAction, hostOf, observeHost, writingPrefix } from './kit/host-actions.ts';
import { parameter } from './kit/parameters.ts';
import { type Check, defineRunbook, type ReadContext, type Undo } from './kit/runbook.ts';
import type { Json } from './kit/signing/canonical-json.ts';

type Context = ReadContext<{ readonly newKey: string }>;

/** The resource that is encrypted at rest. */
const resource = 'secrets';

/** Rules with other keys in the provider that writes; every other provider stays. */
function withKeys(rules: readonly EncryptionRule[], change: (keys: readonly string[]) => readonly string[]) {
  return rules.map((rule) => ({
    resources: rule.resources,
    providers: rule.resources.includes(resource)
      ? rule.providers.map((each, place) => (place === 0 ? { ...each, keys: change(each.keys) } : each))
      : rule.providers,
  }));
}

/** Keys that encrypted before this rotation, whatever of it has been done. */
async function formerKeys(context: Context): Promise<readonly string[]> {
  const rules = await hostOf(context).encryption();
  const writing = rules.find((rule) => rule.resources.includes(resource))?.providers[0];
  return (writing?.keys ?? []).filter((key) => key !== context.parameters.newKey);
}

async function rulesOf(context: Context, keys: (former: readonly string[], key: string) => readonly string[]) {
  const former = await formerKeys(context);
  return withKeys(await hostOf(context).encryption(), () => keys(former, context.parameters.newKey));
}

const orders = {
  read: (former: readonly string[], key: string) => [...former, key],
  write: (former: readonly string[], key: string) => [key, ...former],
  alone: (_former: readonly string[], key: string) => [key],
};

function writeAction(rules: readonly EncryptionRule[], does: Action['does']): Action {
  return hostAction('write-encryption', does, 'writeEncryption', rules);
}

function rewriteAction(): Action {
  const does = { zh: '逐个重写全部 Secret（内容不变）', en: 'write every Secret again, unchanged' };
  return hostAction('rewrite', does, 'rewriteStored', resource);
}

/** Goes back to the rules of before the step; `more` follows the restart. */
function formerRules(more: readonly Action[] = []): Undo<Context['parameters']> {
  return {
    describe: { zh: '写回本步之前的加密配置并重启', en: 'write the configuration of before this step, restart' },
    plan: async (_context, saved) => [
      writeAction(saved as unknown as readonly EncryptionRule[], { zh: '写回原配置', en: 'write the former one back' }),
      restartAction('kube-apiserver'),
      ...more,
    ],
    observe: observeHost,
  };
}

const saveRules = async (context: Context) => (await hostOf(context).encryption()) as unknown as Json;

function configured(rules: readonly EncryptionRule[], wanted: readonly EncryptionRule[]): Check {
  return {
    holds: isDeepStrictEqual(rules, wanted),
    statement: { zh: '加密配置与计划一致', en: 'the encryption configuration is as planned' },
    seen: rules.flatMap((rule) => rule.providers.map(({ kind, keys }) => `${kind} ${keys.join(', ')}`)).join('; '),
  };
}

/** How many values are stored under which key, read raw from etcd. */
async function allStoredUnder(context: Context): Promise<Check> {
  const host = hostOf(context);
  const stored = await host.storedAs(resource);
  const wanted = writingPrefix(await host.encryption(), resource);
  return {
    holds:
      Object.keys(stored).every((prefix) => prefix === wanted) && wanted.endsWith(`:${context.parameters.newKey}:`),
    statement: {
      zh: 'etcd 中每个 Secret 的原始值均以新密钥加密',
      en: 'every Secret in etcd is stored under the new key',
    },
    seen: Object.entries(stored)
      .map(([prefix, count]) => `${prefix || 'in clear'} ${count}`)
      .join(', '),
  };
}

/** Snapshots that hold values under the former keys: those keys leave the configuration, never the host. */
async function snapshotsNeedKeys(context: Context): Promise<Check> {
  const host = hostOf(context);
  const former = await formerKeys(context);
  const needing = (await host.snapshots()).filter((each) => each.encryptionKeys.some((key) => former.includes(key)));
  const kept = await host.encryptionKeys();
  return {
    holds: former.every((key) => kept.includes(key)),
    statement: {
      zh: '旧密钥仍保存在主机，供旧快照恢复之用',
      en: 'former keys stay on the host for snapshots that need them',
    },
    seen: `${former.join(', ')}: needed by ${needing.length === 0 ? 'no snapshot' : needing.map(({ name }) => name).join(', ')}`,
  };
}

export const rotateEncryptionKeys = defineRunbook({
  id: 'rotate-encryption-keys',
  title: { zh: '轮换静态加密密钥', en: 'Rotate encryption keys' },
  purpose: {
    zh: '定期轮换，或怀疑静态加密密钥泄露：换新密钥并重新加密全部 Secret。',
    en: 'Rotation on schedule or on suspicion: a new key, and every Secret encrypted anew.',
  },
  alerts: [],
  duties: [],
  roles: ['system-admin', 'security-admin'],
  blastRadius: {
    zh: 'API 服务器逐个重启三次；读写不中断的前提是有多个成员。',
    en: 'API servers restart three times, one after the other; with one member the API pauses for seconds each time.',
  },
  escalation: {
    zh: '若有 Secret 读不出：立即回退并报安全管理员；旧密钥始终保留。',
    en: 'Where a Secret cannot be read: undo at once and tell the security administrator; former keys are always kept.',
  },
  class: 'destructive',
  reversible: true,
  parameters: { newKey: parameter.label({ zh: '新密钥名称', en: 'name of the new key' }) },
  steps: [
    {
      id: 'draw',
      title: { zh: '在主机上生成新密钥', en: 'Draw the new key on the host' },
      precheck: async (context) => [
        await membersAreCurrent(context),
        {
          holds: !(await hostOf(context).encryptionKeys()).includes(context.parameters.newKey),
          statement: { zh: '名称未被使用过', en: 'the name was never used' },
        },
        {
          holds: !Object.keys(await hostOf(context).storedAs(resource)).includes(''),
          statement: { zh: '没有以明文存储的 Secret', en: 'no Secret is stored in clear' },
        },
      ],
      plan: async ({ parameters: { newKey: key } }) => [
        {
          ...hostAction('draw', { zh: `生成密钥 ${key}`, en: `draw ${key}` }, 'createEncryptionKey', key),
          drawnWhenActing: ['the key itself; it never leaves the host'],
        },
      ],
      observe: observeHost,
      verify: async (context) => [
        {
          holds: (await hostOf(context).encryptionKeys()).includes(context.parameters.newKey),
          statement: { zh: '新密钥已在主机上', en: 'the new key is on the host' },
        },
      ],
      // A key that encrypts nothing stays: a snapshot taken meanwhile may need it.
      undo: 'nothing',
    },
    {
      id: 'read',
      title: { zh: '新密钥置于末位：各服务器先能读取', en: 'New key last: every server can read with it' },
      precheck: async () => [],
      plan: async (context) => [
        writeAction(await rulesOf(context, orders.read), { zh: '末位加入新密钥', en: 'add the new key, last' }),
        restartAction('kube-apiserver'),
      ],
      observe: observeHost,
      verify: async (context) => [
        configured(await hostOf(context).encryption(), await rulesOf(context, orders.read)),
        await membersAreCurrent(context),
      ],
      save: saveRules,
      undo: formerRules(),
    },
    {
      id: 'write',
      title: { zh: '新密钥置于首位：写入改用新密钥', en: 'New key first: it writes' },
      precheck: async () => [],
      plan: async (context) => [
        writeAction(await rulesOf(context, orders.write), {
          zh: '新密钥移到首位',
          en: 'move the new key to the front',
        }),
        restartAction('kube-apiserver'),
      ],
      observe: observeHost,
      verify: async (context) => [
        configured(await hostOf(context).encryption(), await rulesOf(context, orders.write)),
        await membersAreCurrent(context),
      ],
      save: saveRules,
      undo: formerRules([rewriteAction()]),
    },
    {
      id: 'rewrite',
      title: { zh: '重新加密全部 Secret', en: 'Encrypt every Secret anew' },
      precheck: async () => [],
      plan: async () => [rewriteAction()],
      observe: observeHost,
      verify: async (context) => [await allStoredUnder(context)],
      // Undone with the step before: as long as the new key comes first, writing again would use it again.
      undo: 'nothing',
    },
    {
      id: 'remove',
      title: { zh: '旧密钥移出配置（仍保存）', en: 'Take former keys out of the configuration; they are kept' },
      precheck: async (context) => [await snapshotsNeedKeys(context)],
      plan: async (context) => [
        writeAction(await rulesOf(context, orders.alone), { zh: '仅留新密钥', en: 'leave the new key alone' }),
        restartAction('kube-apiserver'),
      ],
      observe: observeHost,
      verify: async (context) => [
        configured(await hostOf(context).encryption(), await rulesOf(context, orders.alone)),
        await allStoredUnder(context),
        await membersAreCurrent(context),
      ],
      save: saveRules,
      undo: formerRules(),
    },
  ],
});
