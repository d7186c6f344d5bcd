import { type Estate, type EstateFinding, estate } from '../../estate.ts';
import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';

const managedBy = 'app.kubernetes.io/managed-by';
const managed = (labels: Readonly<Record<string, string>>) =>
  object('v1', 'ConfigMap', {}, { name: 'a', namespace: 'app', labels: { [managedBy]: 'fadun', ...labels } });
const whole = { 'fadun.io/site': 'city', 'fadun.io/network': 'example', 'fadun.io/family': 'systems' };

/**
 * Every object of the declaration says to which site, network and family it belongs, and stands there: the inventory is the
 * declaration. Evidence for mlps3:8.1.10.2, mlps3:8.1.10.8.
 */
export const managedObjectsNameTheirPlace = rule({
  id: 'managed-objects-name-their-place',
  title: { en: 'Managed objects name their site, network and family', zh: '受管对象载明站点、网络与所属层' },
  reason: {
    en: 'What the inventory cannot place, nobody answers for, and drift cannot be told from work.',
    zh: '台账无法归位的对象无人负责，也无法区分漂移与正常变更。',
  },
  severity: 'medium',
  controls: ['mlps3:8.1.10.2 a)', 'mlps3:8.1.10.8 a)', 'mlps3:8.1.10.8 b)'],
  basis: 'object',
  remedy: {
    en: 'Apply the declaration again; do not copy objects between networks.',
    zh: '重新下发声明；不得在网络之间复制对象。',
  },
  reads: { holding: JSON.stringify({ [managedBy]: 'fadun' }).slice(1, -1) },
  evaluate({ objects }: Estate) {
    const ours = objects.filter(({ object: { metadata } }) => metadata.labels?.[managedBy] === 'fadun');
    const findings = ours.flatMap((one): EstateFinding[] => {
      const labels = one.object.metadata.labels!;
      const missing = ['site', 'network', 'family'].filter((name) => !labels[`fadun.io/${name}`]);
      if (missing.length > 0)
        return [{ object: one, path: 'metadata.labels', message: `names no ${missing.join(', ')}` }];
      const named = labels['fadun.io/network'];
      if (one.network === undefined || named === one.network) return [];
      return [
        { object: one, path: 'metadata.labels', value: named, message: `says ${named} and stands in ${one.network}` },
      ];
    });
    return { judged: ours.length, findings };
  },
  examples: {
    compliant: [
      estate([managed(whole)]),
      estate([managed(whole), object('v1', 'ConfigMap', {}, { name: 'kube-root-ca.crt', namespace: 'app' })]),
    ],
    violating: [
      estate([managed({})]),
      estate([managed({ ...whole, 'fadun.io/network': 'other' })]),
      estate([managed({ 'fadun.io/site': 'city', 'fadun.io/network': 'example' })]),
    ],
  },
});
