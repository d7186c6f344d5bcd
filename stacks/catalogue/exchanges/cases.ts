import { type ExchangeFacts, type RouteEnd, type RouteFacts, route, routesFrom, routesTo } from './route.ts';

const sender = {
  police: 'police-net smart-police/worker',
  procuratorate: 'procuratorate-net smart-procuratorate/worker',
  court: 'court-net smart-court/worker',
  prison: 'prison-net penalty-execution/worker',
  correction: 'justice-net penalty-execution/worker',
} as const satisfies Record<string, RouteEnd>;

const receiver = {
  police: 'police-net smart-police/api',
  procuratorate: 'procuratorate-net smart-procuratorate/api',
  court: 'court-net smart-court/api',
  justice: 'justice-net smart-justice/api',
  prison: 'prison-net penalty-execution/api',
  correction: 'justice-net penalty-execution/api',
} as const satisfies Record<string, RouteEnd>;

/** Each organ hands its files to the transfer platform, which hands them on: two legs, each checked and acknowledged. */
function transferred(
  from: readonly (keyof typeof sender)[],
  to: readonly (keyof typeof receiver)[],
): readonly RouteFacts[] {
  return [
    ...routesTo('zhengfa-net case-digital-transfer/api', ...from.map((organ) => sender[organ])),
    ...routesFrom('zhengfa-net case-digital-transfer/front-end', ...to.map((organ) => receiver[organ])),
  ];
}

/** Transfers between the organs that handle a criminal case. */
export const caseExchanges = {
  X01: {
    name: { zh: '提请批准逮捕与审查决定', en: 'Arrest request and decision' },
    payload: { zh: '提请批准逮捕书、案卷；决定返回', en: 'Request and dossier; decision back' },
    status: 'declared',
    routes: [
      route(sender.police, 'zhengfa-net cross-dept-case-platform/api'),
      route('zhengfa-net cross-dept-case-platform/worker', receiver.procuratorate),
      route(sender.procuratorate, 'zhengfa-net cross-dept-case-platform/api'),
      route('zhengfa-net cross-dept-case-platform/worker', receiver.police),
    ],
    schemas: ['db37t-4406.2/arrest-request@1', 'db37t-4406.2/arrest-decision@1'],
    dataClass: 'important',
    style: 'file',
    basis: 'CPL 87–91; DB37/T 4406.2-2021',
    certainty: 'V',
  },
  X02: {
    name: { zh: '移送审查起诉', en: 'Prosecution transfer' },
    payload: { zh: '起诉意见书、电子卷宗、音视频证据', en: 'Opinion for prosecution, e-dossier, A/V evidence' },
    status: 'declared',
    routes: transferred(['police'], ['procuratorate']),
    schemas: ['db37t-4406.3/prosecution-transfer@1', 'db33t-1420.4/av-evidence@1'],
    dataClass: 'important',
    style: 'file',
    basis: 'CPL 162; DB37/T 4406.3-2021; DB33/T 1420.4-2025',
    certainty: 'V',
  },
  X03: {
    name: { zh: '退回补充侦查', en: 'Supplementary investigation' },
    payload: { zh: '补充侦查提纲、新卷宗', en: 'Outline of the investigation, new dossier' },
    status: 'declared',
    routes: transferred(['procuratorate', 'police'], ['police', 'procuratorate']),
    schemas: ['db37t-4406.3/supplement-outline@1', 'db37t-4406.3/supplement-return@1'],
    dataClass: 'important',
    style: 'file',
    basis: 'CPL 175',
    certainty: 'V',
  },
  X04: {
    name: { zh: '提起公诉', en: 'Indictment' },
    payload: {
      zh: '起诉书、案卷、量刑建议、认罪认罚具结书',
      en: 'Indictment, dossier, sentencing proposal, plea statement',
    },
    status: 'declared',
    routes: transferred(['procuratorate'], ['court']),
    schemas: ['db37t-4406.4/indictment@1'],
    dataClass: 'important',
    style: 'file',
    basis: 'CPL 176; DB37/T 4406.4-2021',
    certainty: 'V',
  },
  X05: {
    name: { zh: '裁判文书送达', en: 'Judgment delivery' },
    payload: { zh: '裁判文书、执行通知', en: 'Judgment, execution notice' },
    status: 'declared',
    routes: transferred(['court'], ['police', 'procuratorate', 'justice']),
    schemas: ['fadun/judgment-delivery@1'],
    dataClass: 'important',
    style: 'file',
    basis: 'CPL 202, 264',
    certainty: 'V',
  },
  X06: {
    name: { zh: '网上换押', en: 'Custody transfer' },
    payload: { zh: '换押证', en: 'Custody transfer certificate' },
    status: 'declared',
    routes: transferred(['police', 'procuratorate', 'court'], ['police', 'procuratorate', 'court']),
    schemas: ['db37t-4406.5/custody-transfer@1'],
    dataClass: 'important',
    style: 'message',
    basis: 'DB37/T 4406.5-2021',
    certainty: 'V',
  },
  X07: {
    name: { zh: '罪犯收押', en: 'Prisoner intake' },
    payload: { zh: '执行通知书、罪犯档案', en: 'Execution notice, file' },
    status: 'declared',
    routes: [...transferred(['court'], ['prison']), route(sender.police, receiver.prison)],
    schemas: ['db37t-4406.7/prisoner-intake@1'],
    dataClass: 'important',
    style: 'file',
    basis: 'CPL 264; DB37/T 4406.7-2021',
    certainty: 'V',
  },
  X08: {
    name: { zh: '社区矫正入矫', en: 'Community-correction intake' },
    payload: { zh: '入矫法律文书', en: 'Legal documents' },
    status: 'declared',
    routes: transferred(['court'], ['correction']),
    schemas: ['db37t-4406.6/correction-intake@1'],
    dataClass: 'important',
    style: 'file',
    basis: 'Community Correction Law 20–21; DB37/T 4406.6-2021',
    certainty: 'M',
  },
  X09: {
    name: { zh: '减刑假释', en: 'Commutation and parole' },
    payload: { zh: '建议书；裁定', en: 'Proposal; ruling' },
    status: 'declared',
    routes: [
      ...transferred(['prison', 'correction', 'court'], ['court', 'prison', 'correction']),
      route(sender.prison, receiver.procuratorate),
    ],
    schemas: ['fadun/commutation-proposal@1', 'fadun/commutation-ruling@1'],
    dataClass: 'important',
    style: 'file',
    basis: 'CPL 273–274',
    certainty: 'V',
  },
  X10: {
    name: { zh: '涉案财物', en: 'Case property' },
    payload: {
      zh: '财物清单、照片、处置；实物静止、信息流转',
      en: 'List, photos, disposition; the object stays',
    },
    status: 'declared',
    routes: [
      ...transferred(['police', 'procuratorate', 'court'], ['police', 'procuratorate', 'court']),
      route('court-net smart-court/worker', 'court-net court-enforcement/api'),
    ],
    schemas: ['db33t-1420.5/case-property@1'],
    dataClass: 'important',
    style: 'message',
    basis: 'CPL 245; DB33/T 1420.5-2025',
    certainty: 'V',
  },
} as const satisfies Readonly<Record<string, ExchangeFacts>>;
