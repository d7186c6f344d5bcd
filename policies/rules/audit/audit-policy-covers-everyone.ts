import { type Estate, type EstateFinding, estate } from '../../estate.ts';
import { asObject, asObjects, asTexts } from '../../reachability/shape.ts';
import { rule } from '../../rule.ts';
import { networkFactsName } from '../connectivity/hygiene-rule.ts';
import { contractObject, contractsOf } from '../contracts.ts';
import { siteNetworks } from './streams.ts';

/** What a request has to leave at the least: `RequestResponse` or `Metadata`. */
interface Wanted {
  readonly what: string;
  readonly group: string;
  readonly resource: string;
  readonly verb: string;
  readonly least: number;
  /** The body must not be kept: it may hold a secret. */
  readonly most?: number;
}

const levels = ['None', 'Metadata', 'Request', 'RequestResponse'];

/** Requests that must be found in the log, each with the least that has to be known of it (8.1.4.3 a, 8.2.3.3 a). */
const wanted: readonly Wanted[] = [
  { what: 'any read', group: '', resource: 'pods', verb: 'list', least: 1 },
  { what: 'any change', group: 'apps', resource: 'deployments', verb: 'update', least: 1 },
  { what: 'reading secrets', group: '', resource: 'secrets', verb: 'get', least: 1, most: 1 },
  { what: 'issuing tokens', group: '', resource: 'serviceaccounts/token', verb: 'create', least: 1, most: 1 },
  {
    what: 'changing rights',
    group: 'rbac.authorization.k8s.io',
    resource: 'clusterrolebindings',
    verb: 'create',
    least: 3,
  },
  { what: 'entering a pod', group: '', resource: 'pods/exec', verb: 'create', least: 3 },
  { what: 'deleting pods', group: '', resource: 'pods', verb: 'delete', least: 3 },
  { what: 'deleting volumes', group: '', resource: 'persistentvolumeclaims', verb: 'delete', least: 3 },
];

const sound = [
  { level: 'Metadata', resources: [{ group: '', resources: ['secrets', 'serviceaccounts/token'] }] },
  {
    level: 'RequestResponse',
    verbs: ['create', 'update', 'patch'],
    resources: [{ group: 'rbac.authorization.k8s.io' }],
  },
  { level: 'RequestResponse', verbs: ['create'], resources: [{ group: '', resources: ['pods/exec'] }] },
  { level: 'RequestResponse', verbs: ['delete', 'deletecollection'] },
  { level: 'Metadata' },
];
const withRules = (rules: readonly unknown[]) =>
  estate(
    [
      contractObject('audit-policy', 'audit-policy', 'system', {
        apiVersion: 'audit.k8s.io/v1',
        kind: 'Policy',
        rules,
      }),
    ],
    {
      [networkFactsName]: { example: {} },
    },
  );

/**
 * The audit policy that the control plane is given leaves nobody out: who, what and when of every request, bodies of what
 * changes rights, enters pods or deletes. Evidence for mlps3:8.1.4.3 a), mlps3:8.2.3.3 a).
 */
export const auditPolicyCoversEveryone = rule({
  id: 'audit-policy-covers-everyone',
  title: { en: 'The audit policy covers every user and every important act', zh: '审计策略覆盖每个用户与每项重要操作' },
  reason: {
    en: 'An exemption in the audit policy is the account that an intruder looks for.',
    zh: '审计策略中的豁免项，正是入侵者要找的账号。',
  },
  severity: 'critical',
  controls: ['mlps3:8.1.4.3 a)', 'mlps3:8.2.3.3 a)'],
  basis: 'object',
  remedy: {
    en: 'End with level Metadata for all, without level None; keep bodies of rights, exec and deletions, never of secrets.',
    zh: '以全量 Metadata 收尾且不使用 None；授权、进入容器与删除保留请求体，密钥不保留。',
  },
  reads: ['ConfigMap'],
  evaluate(whole: Estate) {
    const contracts = [...contractsOf(whole, 'audit-policy').values()];
    const networks = siteNetworks(whole);
    const findings = networks.flatMap((network): EstateFinding[] => {
      const own = contracts.find(({ source }) => source.network === network);
      const nowhere = { network, apiVersion: 'v1', kind: 'ConfigMap', name: 'audit-policy', source: network };
      if (!own?.content) return [{ object: own?.source ?? nowhere, path: 'data', message: 'there is no audit policy' }];
      const rules = asObjects(own.content.rules);
      const narrow = rules.some(
        ({ level, users, userGroups, namespaces }) => level === 'None' || users || userGroups || namespaces,
      );
      const faults = [
        ...(narrow ? ['leaves out some users or namespaces'] : []),
        ...wanted.flatMap((one) => {
          const level = levelOf(rules, one);
          if (level < one.least) return [`${one.what} leaves ${levels[level]}`];
          return level > (one.most ?? 3) ? [`${one.what} leaves its body`] : [];
        }),
      ];
      return faults.map((message) => ({ object: own.source, path: 'data', message }));
    });
    return { judged: networks.length * wanted.length, findings };
  },
  examples: {
    compliant: [withRules(sound)],
    violating: [
      estate([contractObject('other', 'a', 'system', {})], { [networkFactsName]: { example: {} } }),
      withRules([{ level: 'None', users: ['system:mine'] }, ...sound]),
      withRules([{ level: 'Metadata', userGroups: ['ops'] }, ...sound]),
      withRules(sound.slice(0, -1)),
      withRules(sound.toSpliced(1, 1)),
      withRules(sound.toSpliced(2, 1)),
      withRules(sound.toSpliced(3, 1)),
      withRules([{ level: 'RequestResponse' }]),
    ],
  },
});

/** The level at which the first matching rule records a request (audit.k8s.io/v1: the first that matches decides). */
function levelOf(rules: readonly Readonly<Record<string, unknown>>[], { group, resource, verb }: Wanted): number {
  const deciding = rules.find(({ verbs, resources }) => {
    if (verbs !== undefined && !asTexts(verbs).includes(verb)) return false;
    if (resources === undefined) return true;
    return asObjects(resources).some((one) => {
      const names = asTexts(asObject(one).resources);
      return (one.group ?? '') === group && (names.length === 0 || names.includes(resource) || names.includes('*'));
    });
  });
  return Math.max(0, levels.indexOf(String(deciding?.level)));
}
