import { soundPlace } from './register-facts.ts';
import { registerRule } from './register-rule.ts';

/** Server systems of the domestic supply chain, by the start of `status.nodeInfo.osImage` (domain data, reviewed yearly). */
const listed = ['Kylin Linux Advanced Server', 'openEuler', 'UnionTech OS Server', 'UOS', 'Anolis OS', 'OpenCloudOS'];

/** Nodes run an operating system of the list. Evidence for xinchuang:node-os; what nodes really run is read live. */
export const clustersRunListedSystems = registerRule({
  id: 'clusters-run-listed-systems',
  title: { en: 'Clusters run listed operating systems', zh: '集群节点使用清单内操作系统' },
  reason: { en: 'An unlisted or discontinued system gets no fixes here.', zh: '清单外或停止维护的系统得不到修复。' },
  severity: 'medium',
  controls: ['xinchuang:node-os'],
  remedy: { en: `Use one of: ${listed.join(', ')}.`, zh: `使用清单内系统：${listed.join('、')}。` },
  judge({ networks }) {
    const faults = networks.flatMap(({ path, operatingSystems }) => [
      ...(operatingSystems.length > 0 ? [] : [{ path: `${path}.clusters`, message: 'names no operating system' }]),
      ...operatingSystems
        .filter((name) => !listed.some((known) => name === known || name.startsWith(`${known} `)))
        .map((name) => ({ path: `${path}.clusters`, message: `"${name}" is not listed` })),
    ]);
    return { judged: networks.length, faults };
  },
  examples: {
    compliant: [
      {},
      { networks: [{ ...soundPlace, operatingSystems: ['UOS Server 20', 'Kylin Linux Advanced Server V10'] }] },
    ],
    violating: [
      { operatingSystems: [] },
      { operatingSystems: ['CentOS 7'] },
      { operatingSystems: ['openEulerish'] },
    ].map((change) => ({
      networks: [{ ...soundPlace, ...change }],
    })),
  },
});
