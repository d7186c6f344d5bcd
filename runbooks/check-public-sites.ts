import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { defineInspection, type InspectionFinding } from './kit/inspection.ts';
import { samplesOf, systemsHere, unknownSource } from './looks/sources.ts';

export const checkPublicSites = defineInspection({
  id: 'check-public-sites',
  title: runbooks['check-public-sites'].title,
  purpose: {
    zh: '每日检查对公众开放的系统：页面摘要未变、各运营商探测可达。',
    en: 'Daily, for systems that the public reaches: page digests unchanged, probes from every carrier answered.',
  },
  alerts: [],
  duties: ['RB-D10'],
  roles: ['on-call'],
  escalation: {
    zh: '页面被篡改的，立即执行 restore-public-page。',
    en: 'A page that was tampered with: restore-public-page at once.',
  },
  scope: 'network',
  parameters: {},
  people: [],
  look: async (context) => {
    const publicSystems = systemsHere(context)
      .filter(([, { placements }]) => placements[context.target.network]?.entrance === 'public')
      .map(([id]) => id);
    const tampered = await samplesOf(context, 'zf_page_tampered');
    const probes = await samplesOf(context, 'probe_success');
    const stateOf = (id: string) => ({
      id,
      page: tampered.samples.filter(({ labels }) => labels.system === id),
      reach: probes.samples.filter(({ labels }) => labels.system === id),
    });
    const states = publicSystems.map(stateOf);
    const findings = states.flatMap(({ id, page, reach }): readonly InspectionFinding[] => [
      ...(page.length === 0 ? [unknownSource(id, { zh: '页面摘要', en: 'page digests' }, remedy)] : []),
      ...(reach.length === 0 ? [unknownSource(id, { zh: '可用性探测', en: 'availability probes' }, remedy)] : []),
      ...page
        .filter(({ value }) => value !== 0)
        .map(() => ({
          subject: id,
          fault: { zh: '页面与存档摘要不符', en: 'a page differs from its kept digest' },
          remedy: { zh: '立即执行 restore-public-page。', en: 'Run restore-public-page at once.' },
        })),
      ...reach
        .filter(({ value }) => value !== 1)
        .map(({ labels }) => ({
          subject: `${id} ${labels.carrier ?? ''}`,
          fault: { zh: '探测不可达', en: 'the probe got no answer' },
          remedy: { zh: '查看入口网关与该运营商线路。', en: 'Look at the entrance gateway and the carrier’s line.' },
        })),
    ]);
    return {
      findings,
      tables: [
        {
          title: { zh: '公众系统', en: 'Public systems' },
          columns: [
            { zh: '系统', en: 'system' },
            { zh: '页面', en: 'pages' },
            { zh: '可达', en: 'reached' },
          ],
          rows: states.map(({ id, page, reach }) => [
            id,
            page.length === 0 ? '—' : page.every(({ value }) => value === 0) ? 'ok' : 'differs',
            reach.length === 0 ? '—' : `${reach.filter(({ value }) => value === 1).length}/${reach.length}`,
          ]),
        },
      ],
      facts: { 'public systems': String(publicSystems.length) },
    };
  },
});

const remedy = { zh: '核对探测任务与 --prometheus。', en: 'Check the probe, and --prometheus.' };
