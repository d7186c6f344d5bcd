import type { Action } from './kit/action.ts';
import { membersAreCurrent, restartAction } from './kit/control-plane-checks.ts';
import { controlPlaneComponents, type HostCertificate } from './kit/control-plane-host.ts';
import { hostAction, hostOf, observeHost } from './kit/host-actions.ts';
import { parameter } from './kit/parameters.ts';
import { type Check, defineRunbook, type ReadContext } from './kit/runbook.ts';

type Context = ReadContext<{ readonly scope: 'leaves' | 'authorities' }>;

const stateIsNoted = { zh: '各成员的现状已记录', en: 'the state of the members is noted' };

const millisecondsOfDay = 86_400_000;

async function presented(context: Context): Promise<{
  readonly authorities: readonly HostCertificate[];
  readonly former: readonly HostCertificate[];
  readonly leaves: readonly HostCertificate[];
}> {
  const all = await hostOf(context).certificates();
  return {
    authorities: all.filter(({ authority, name }) => authority && !name.endsWith('-former')),
    former: all.filter(({ authority, name }) => authority && name.endsWith('-former')),
    leaves: all.filter(({ authority }) => !authority),
  };
}

function renewal(id: string, does: Action['does'], due: readonly HostCertificate[]): Action {
  const names = due.map(({ name }) => name);
  const digests = due.map(({ sha256 }) => sha256);
  return hostAction(id, does, 'renewCertificates', names, digests);
}

/** etcd first, then who speaks to it, then who speaks to that. */
const restartAll = () => controlPlaneComponents.map((component) => restartAction(component));

async function expiries(context: Context): Promise<Check> {
  const all = await hostOf(context).certificates();
  const days = (each: HostCertificate) =>
    Math.floor((Date.parse(each.notAfter) - context.now().getTime()) / millisecondsOfDay);
  return {
    holds: all.length > 0,
    statement: { zh: '证书及剩余天数已列出', en: 'certificates are listed with the days they have left' },
    seen: all.map((each) => `${each.name} ${days(each)}`).join(', '),
  };
}

/** Every component shows, in a handshake, a certificate that lies on its host and that the authorities there trust. */
async function handshakes(context: Context): Promise<Check> {
  const [served, { leaves }] = await Promise.all([hostOf(context).servedCertificates(), presented(context)]);
  const serials = new Set(leaves.map(({ serial }) => serial));
  const wrong = served.filter((each) => !each.drawnAtStart && (!each.trusted || !serials.has(each.serial)));
  const silent = controlPlaneComponents.filter((name) => !served.some(({ component }) => component === name));
  return {
    holds: wrong.length === 0 && silent.length === 0,
    statement: {
      zh: '各组件握手出示的证书即主机上的证书，且受信任',
      en: 'what components show in a handshake lies on the host and is trusted',
    },
    seen: [
      ...served.map(({ component, serial, notAfter }) => `${component} ${serial} until ${notAfter}`),
      ...silent.map((component) => `${component} does not answer`),
    ].join(', '),
  };
}

/** Some authorities are held by more than the hosts that are reached: none is replaced by halves. */
async function canBeReplaced(context: Context): Promise<Check> {
  const { authorities } = await presented(context);
  const fixed = authorities.filter(({ fixed: why }) => why !== undefined);
  return {
    holds: context.parameters.scope === 'leaves' || fixed.length === 0,
    statement: { zh: '所选范围内的 CA 均可由此更换', en: 'the authorities that are to be replaced can be, from here' },
    seen: fixed.map(({ name, fixed: why }) => `${name}: ${why}`).join(', '),
  };
}

async function issuedByPresent(context: Context): Promise<Check> {
  const { authorities, leaves } = await presented(context);
  const present = new Set(authorities.map(({ sha256 }) => sha256));
  const wrong = leaves.filter(({ issuer }) => !present.has(issuer));
  return {
    holds: wrong.length === 0,
    statement: { zh: '全部证书由现任 CA 签发', en: 'every certificate is issued by a present authority' },
    seen: wrong.map(({ name }) => name).join(', '),
  };
}

export const renewCertificates = defineRunbook({
  id: 'renew-certificates',
  title: { zh: '更换证书', en: 'Renew certificates' },
  purpose: {
    zh: '证书将在 30 日内到期，或 CA 私钥可能泄露：换发叶证书；必要时连同 CA 一并更换，期间新旧 CA 均受信任。',
    en: 'Certificates end within 30 days, or a CA key may be known: new leaves, and new authorities where asked, both trusted meanwhile.',
  },
  alerts: [],
  duties: ['RB-W04'],
  roles: ['system-admin'],
  blastRadius: {
    zh: '控制平面组件逐个重启（换 CA 时三轮）；换 CA 后，原 CA 签发的 kubeconfig 失效，须重新发放。',
    en: 'Components restart one after the other (three rounds with authorities); with new authorities, kubeconfigs of the former end.',
  },
  escalation: {
    zh: '握手校验不通过：停在当前步骤（新旧 CA 均受信任，服务不中断），报系统管理员。',
    en: 'Where handshakes do not verify: stay in that step, in which both authorities are trusted, and tell the system administrator.',
  },
  class: 'destructive',
  // Going back to a key that was given up is not a state to return to; while both are trusted nothing is lost.
  reversible: false,
  parameters: {
    scope: parameter.choice({ zh: '范围：仅叶证书，或连同 CA', en: 'leaves alone, or authorities as well' }, [
      'leaves',
      'authorities',
    ]),
  },
  steps: [
    {
      id: 'authorities',
      title: { zh: '换 CA，新旧均受信任', en: 'New authorities; former ones stay trusted' },
      // Noted, not demanded: after an aborted change this run is the way out, and it restarts every member.
      precheck: async (context) => [
        { ...(await membersAreCurrent(context)), holds: true, statement: stateIsNoted },
        await expiries(context),
        await canBeReplaced(context),
        {
          holds: true,
          statement: { zh: '仍受信任的原 CA 已列出', en: 'former authorities that are still trusted are listed' },
          seen: (await presented(context)).former.map(({ sha256 }) => sha256.slice(0, 16)).join(', '),
        },
      ],
      plan: async (context) => {
        if (context.parameters.scope === 'leaves') return [];
        const { authorities } = await presented(context);
        const does = { zh: '生成新 CA，信任包含新旧两者', en: 'draw new authorities, trust both' };
        return [
          { ...renewal('renew-authorities', does, authorities), drawnWhenActing: ['the keys of the authorities'] },
          ...restartAll(),
        ];
      },
      observe: observeHost,
      verify: async (context) => [await membersAreCurrent(context), await handshakes(context)],
    },
    {
      id: 'leaves',
      title: { zh: '换发叶证书与 kubeconfig', en: 'New leaf certificates and kubeconfigs' },
      precheck: async () => [],
      plan: async (context) => {
        const { leaves } = await presented(context);
        const does = { zh: '由现任 CA 换发全部叶证书与 kubeconfig', en: 'issue all leaves and kubeconfigs anew' };
        return [
          { ...renewal('renew-leaves', does, leaves), drawnWhenActing: ['the keys of the certificates'] },
          ...restartAll(),
        ];
      },
      observe: observeHost,
      verify: async (context) => [
        await membersAreCurrent(context),
        await handshakes(context),
        await issuedByPresent(context),
      ],
    },
    {
      id: 'drop-former',
      title: { zh: '不再信任原 CA', en: 'Trust the former authorities no longer' },
      precheck: async () => [],
      plan: async (context) => {
        if (context.parameters.scope === 'leaves') return [];
        const does = { zh: '信任包仅留现任 CA', en: 'leave the present authorities alone in the trust' };
        return [hostAction('drop-former', does, 'dropFormerAuthority'), ...restartAll()];
      },
      observe: observeHost,
      verify: async (context) => [
        {
          holds: (await presented(context)).former.length === 0,
          statement: { zh: '原 CA 已不受信任', en: 'the former authorities are not trusted any more' },
        },
        await membersAreCurrent(context),
        await handshakes(context),
        await issuedByPresent(context),
      ],
    },
  ],
});
