import type { InspectionContext, InspectionFinding, Observed } from '../kit/inspection.ts';
import { type Listed, unknownSource } from './sources.ts';

type Context = InspectionContext<unknown>;

/** Seconds after which the lease of a component that should renew it every few seconds counts as lost. */
const leaseLostAfter = 60;

const reach = {
  zh: '在能到达控制平面主机的机器上巡检，或用 --prometheus。',
  en: 'Inspect from where the hosts are reached, or name --prometheus.',
};

const leased = ['kube-controller-manager', 'kube-scheduler'] as const;

/** Control plane and etcd: leases renewed, members healthy, the database within its quota. */
export async function controlPlaneLook(context: Context): Promise<Observed> {
  // The machines say more than a lease, which an installation with one controller does not even keep.
  const leases = context.read.host ? [] : await Promise.all(leased.map((name) => leaseLook(context, name)));
  const hosts = await hostLook(context);
  return {
    findings: [...leases.flatMap(({ findings }) => findings), ...hosts.findings],
    tables: [
      {
        title: { zh: '控制平面', en: 'Control plane' },
        columns: [
          { zh: '组件', en: 'component' },
          { zh: '状态', en: 'state' },
        ],
        rows: [...leases.flatMap(({ rows }) => rows), ...hosts.rows],
      },
    ],
    facts: hosts.facts,
  };
}

async function leaseLook({ read, now }: Context, name: string) {
  const path = `/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/${name}`;
  const lease = (await read.get(path)) as unknown as Listed | undefined;
  const renewed = Date.parse(String(lease?.spec?.renewTime ?? ''));
  const seconds = Math.round((now().getTime() - renewed) / 1000);
  if (lease && seconds <= leaseLostAfter) return { findings: [], rows: [[name, 'leads']] };
  if (!lease) {
    const missing = unknownSource(name, { zh: '租约', en: 'its lease' }, reach);
    return { findings: [missing], rows: [[name, '—']] };
  }
  const finding: InspectionFinding = {
    subject: name,
    fault: { zh: `${seconds} 秒未续租`, en: `it has not renewed its lease for ${seconds} s` },
    remedy: { zh: '查看该组件的日志并重启。', en: 'Look at the component’s log and restart it.' },
  };
  return { findings: [finding], rows: [[name, `${seconds} s`]] };
}

/** What only the machines tell; without a way to them the metrics of etcd are asked. */
async function hostLook(context: Context) {
  const { host } = context.read;
  if (!host) return etcdByMetrics(context);
  const [members, etcd] = [await host.members(), await host.etcdStatus()];
  const findings = members
    .filter(({ healthy }) => !healthy)
    .map(
      ({ host: machine, component }): InspectionFinding => ({
        subject: `${component} on ${machine}`,
        fault: { zh: '不健康', en: 'it is not healthy' },
        remedy: {
          zh: '查看该主机；多数成员失效时用 restore-etcd。',
          en: 'Look at the machine; restore-etcd where most members are lost.',
        },
      }),
    );
  const megabytes = Math.round(etcd.databaseBytes / 1_048_576);
  return {
    findings,
    rows: [
      ...members.map(({ host: machine, component, version, healthy }) => [
        `${component} ${version} ${machine}`,
        healthy ? 'healthy' : 'down',
      ]),
      ['etcd database', `${megabytes} MiB, ${etcd.members} members`],
    ],
    facts: { 'etcd members': String(etcd.members), 'control plane members': String(members.length) },
  };
}

async function etcdByMetrics({ platform, target }: Context) {
  const leaders = await platform.query(`min(etcd_server_has_leader{network="${target.network}"})`);
  const [sample] = leaders ?? [];
  if (!sample) {
    const finding = unknownSource(
      'etcd',
      { zh: 'etcd 状态', en: 'the state of etcd' },
      {
        zh: '在能到达控制平面主机的机器上巡检，或用 --prometheus。',
        en: 'Inspect from where the hosts are reached, or name --prometheus.',
      },
    );
    return { findings: [finding], rows: [], facts: {} };
  }
  if (sample.value === 1) return { findings: [], rows: [['etcd', 'has a leader']], facts: {} };
  const finding: InspectionFinding = {
    subject: 'etcd',
    fault: { zh: '没有主节点', en: 'it has no leader' },
    remedy: {
      zh: '立即报系统管理员；见 restore-etcd。',
      en: 'Tell the system administrator at once; see restore-etcd.',
    },
  };
  return { findings: [finding], rows: [['etcd', 'no leader']], facts: {} };
}
