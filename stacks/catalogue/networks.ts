import type { NetworkExposure } from '../model/network.ts';
import type { Placement } from '../model/system.ts';
import type { Certainty, Organ, Text } from '../model/vocabulary.ts';

/** What is known of a network before a site gives it addresses and clusters. */
export interface NetworkFacts {
  readonly name: Text;
  readonly owner: Organ;
  readonly exposure: NetworkExposure;
  readonly purpose: Text;
  readonly certainty: Certainty;
}

/**
 * The networks of the reference profile. Names and exact isolation differ by province; a site may declare others.
 * The three-area model of the government extranet (公用网络区, 专用网络区, 互联网接入区) and the court's sibling networks
 * follow public descriptions.
 */
export const networkFacts = {
  'internet-zone': {
    name: { zh: '互联网区', en: 'Internet zone' },
    owner: 'GOV',
    exposure: 'internet',
    purpose: {
      zh: '公众门户、12348 法网、在线诉讼前端',
      en: 'Public portals, 12348 online legal service, court front',
    },
    certainty: 'M',
  },
  'gov-extranet-public': {
    name: { zh: '政务外网公用网络区', en: 'Government extranet, public area' },
    owner: 'GOV',
    exposure: 'extranet',
    purpose: { zh: '跨部门业务与共享平台', en: 'Cross-department business and shared platforms' },
    certainty: 'V',
  },
  'gov-extranet-private': {
    name: { zh: '政务外网专用网络区', en: 'Government extranet, private area' },
    owner: 'GOV',
    exposure: 'extranet',
    purpose: { zh: '行政执法部门专用 VPN', en: 'Private VPN of enforcement departments' },
    certainty: 'V',
  },
  'zhengfa-net': {
    name: { zh: '政法专网', en: 'Political-legal network' },
    owner: 'PLC',
    exposure: 'organ',
    purpose: { zh: '横向联接各政法单位的协同网络', en: 'Joins the political-legal organs for collaboration' },
    certainty: 'V',
  },
  'police-net': {
    name: { zh: '公安信息网', en: 'Police network' },
    owner: 'POL',
    exposure: 'restricted',
    purpose: {
      zh: '公安业务网，经边界接入平台与外部交换',
      en: 'Police business, exchanging over its boundary platform',
    },
    certainty: 'V',
  },
  'police-video-net': {
    name: { zh: '公安视频传输网', en: 'Police video network' },
    owner: 'POL',
    exposure: 'restricted',
    purpose: { zh: '视频采集与转发', en: 'Camera feeds and their forwarding' },
    certainty: 'M',
  },
  'procuratorate-net': {
    name: { zh: '检察工作网', en: 'Procuratorate working network' },
    owner: 'PRO',
    exposure: 'restricted',
    purpose: { zh: '检察业务的非涉密工作网', en: 'Unclassified working network of the procuratorate' },
    certainty: 'V',
  },
  'court-net': {
    name: { zh: '法院专网', en: 'Court network' },
    owner: 'CRT',
    exposure: 'restricted',
    purpose: { zh: '审判执行业务专网（FYB/T 53001）', en: 'Trial and enforcement business (FYB/T 53001)' },
    certainty: 'V',
  },
  'court-external-net': {
    name: { zh: '法院外部专网', en: 'Court external network' },
    owner: 'CRT',
    exposure: 'organ',
    purpose: { zh: '与银行、登记机关等查控专线对接', en: 'Dedicated lines to banks and registries' },
    certainty: 'M',
  },
  'justice-net': {
    name: { zh: '司法行政工作网', en: 'Justice administration network' },
    owner: 'JUS',
    exposure: 'organ',
    purpose: { zh: '依托政务外网组建的司法行政工作网', en: 'Justice administration, built on the government extranet' },
    certainty: 'V',
  },
  'prison-net': {
    name: { zh: '监狱戒毒监管网', en: 'Prison network' },
    owner: 'JUS',
    exposure: 'restricted',
    purpose: { zh: '监管改造与安防业务', en: 'Supervision and physical security of prisons' },
    certainty: 'M',
  },
} as const satisfies Readonly<Record<string, NetworkFacts>>;

/** Id of a network of the reference profile. */
export type ReferenceNetworkId = keyof typeof networkFacts;

/** The networks of the reference profile, in their declared order. */
export const referenceNetworkIds = Object.keys(networkFacts) as readonly ReferenceNetworkId[];

/** The same components in every network of the reference profile: nothing of them is shared across networks. */
export function everywhere<const Components extends Placement['components']>(
  components: Components,
  entrance?: Placement['entrance'],
): Readonly<Record<ReferenceNetworkId, Placement & { readonly components: Components }>> {
  const placement = { components, ...(entrance ? { entrance } : {}) };
  return Object.fromEntries(referenceNetworkIds.map((id) => [id, placement])) as unknown as Readonly<
    Record<ReferenceNetworkId, Placement & { readonly components: Components }>
  >;
}
