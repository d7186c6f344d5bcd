import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { defineInspection, type InspectionFinding } from './kit/inspection.ts';
import { type Listed, listed, nameOf, unknownSource } from './looks/sources.ts';

interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** Kubernetes' own users and groups are no accounts of people. */
const builtIn = /^system:/;

export const reviewAccounts = defineInspection({
  id: 'review-accounts',
  title: runbooks['review-accounts'].title,
  purpose: {
    zh: '每月把集群授权中的账号与人员名单、公钥名册比对：入职、调岗、离职、厂商。',
    en: 'Monthly: accounts with rights in the cluster and keys in the keyring, compared with the staff list: joiners, movers, leavers, suppliers.',
  },
  alerts: [],
  duties: ['RB-M03'],
  roles: ['security-admin'],
  escalation: {
    zh: '离职人员仍有权限的，当日撤销并报分管领导。',
    en: 'A leaver who still has rights loses them the same day; tell the unit leader.',
  },
  scope: 'network',
  parameters: {},
  people: [
    { zh: '人员名单由人事提供且为本月版本', en: 'The staff list comes from personnel and is of this month' },
    {
      zh: '操作系统、堡垒机、数据库账号已另行比对（平台读不到）',
      en: 'Accounts of operating systems, bastion and databases were compared as well (the platform cannot read them)',
    },
  ],
  look: async (context) => {
    const { platform } = context;
    const bindings = [
      ...(await listed(context, '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings')),
      ...(await listed(context, '/apis/rbac.authorization.k8s.io/v1/rolebindings')),
    ];
    const staff = staffOf(await platform.file('staff'));
    const held = bindings.flatMap((binding) =>
      accountsOf(binding).map((account) => ({ account, binding: nameOf(binding) })),
    );
    const accounts = [...new Set(held.map(({ account }) => account))].sort();
    const owners = [
      ...new Set((platform.keyring?.keys ?? []).filter(({ revoked }) => !revoked).map(({ owner }) => owner)),
    ].sort();
    const missing = staff ? [...accounts, ...owners].filter((account) => !staff.includes(account)) : [];
    const findings: InspectionFinding[] = missing.map((account) => ({
      subject: account,
      fault: { zh: '有权限或公钥，但不在人员名单中', en: 'has rights or a key, and is not on the staff list' },
      remedy: { zh: '核实后撤销授权、吊销公钥。', en: 'Make sure, then take away the rights and revoke the key.' },
    }));
    if (!staff) {
      findings.push(
        unknownSource(
          'staff list',
          { zh: '人员名单', en: 'the staff list' },
          {
            zh: '用 --file staff=名单.json（岗位代码数组）给出。',
            en: 'Give it with --file staff=list.json, an array of staff codes.',
          },
        ),
      );
    }
    return {
      findings,
      tables: [
        {
          title: { zh: '集群账号', en: 'Accounts of the cluster' },
          columns: [
            { zh: '账号', en: 'account' },
            { zh: '授权', en: 'bindings' },
          ],
          rows: accounts.map((account) => [
            account,
            held
              .filter((one) => one.account === account)
              .map(({ binding }) => binding)
              .join(', '),
          ]),
        },
      ],
      facts: { accounts: accounts.join(','), keys: owners.join(',') },
    };
  },
});

/** Users and groups of a binding; service accounts belong to workloads and are judged by the rules. */
function accountsOf(binding: Listed): readonly string[] {
  const subjects = (binding.subjects ?? []) as readonly Subject[];
  return subjects.filter(({ kind, name }) => kind !== 'ServiceAccount' && !builtIn.test(name)).map(({ name }) => name);
}

function staffOf(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined;
}
