import { type ExchangeFacts, route, routesFrom, routesTo } from './route.ts';

const clueHub = 'zhengfa-net crime-clue-transfer/worker';

/** Administrative enforcement, supervision of it, and what it hands to the criminal side. */
export const enforcementExchanges = {
  X11: {
    name: { zh: '行刑衔接移送', en: 'Administrative-to-criminal transfer' },
    payload: { zh: '犯罪线索、案卷；受理决定返回', en: 'Clue and case file; decision back' },
    status: 'declared',
    routes: [
      ...routesTo(
        'gov-extranet-public crime-clue-transfer/api',
        'gov-extranet-private admin-enforcement/worker',
        'gov-extranet-public internet-plus-supervision/worker',
        clueHub,
      ),
      ...routesTo(
        'zhengfa-net crime-clue-transfer/api',
        'gov-extranet-public crime-clue-transfer/front-end',
        'police-net smart-police/worker',
      ),
      ...routesFrom(clueHub, 'police-net smart-police/api', 'procuratorate-net smart-procuratorate/api'),
      route('gov-extranet-public crime-clue-transfer/front-end', 'gov-extranet-private admin-enforcement/api'),
    ],
    schemas: ['fadun/crime-clue@1', 'fadun/crime-clue-decision@1'],
    dataClass: 'important',
    style: 'file',
    basis: 'State Council order 310 (2020 revision), arts. 3, 5, 8',
    certainty: 'M',
  },
  X24: {
    name: { zh: '类案监督线索', en: 'Similar-case clues' },
    payload: { zh: '检察建议、线索', en: 'Procuratorial advice, clue' },
    status: 'declared',
    routes: [
      route(
        'procuratorate-net similar-case-supervision/worker',
        'gov-extranet-public internet-plus-supervision/joint-api',
      ),
      route('procuratorate-net similar-case-supervision/worker', 'zhengfa-net', 'police-net smart-police/api'),
      route('procuratorate-net similar-case-supervision/worker', 'zhengfa-net zhengfa-indicators/api'),
      route('procuratorate-net similar-case-supervision/worker', 'procuratorate-net smart-procuratorate/api'),
    ],
    schemas: ['fadun/procuratorial-advice@1'],
    dataClass: 'important',
    style: 'message',
    basis: 'Organic Law of the People’s Procuratorates 21',
    certainty: 'M',
  },
  X31: {
    name: { zh: '执法记录报送', en: 'Enforcement records' },
    payload: { zh: '案件事实、行政执法三项制度记录', en: 'Case facts, publicity, recording and legality review' },
    status: 'declared',
    routes: routesFrom(
      'gov-extranet-private admin-enforcement/worker',
      'gov-extranet-public enforcement-supervision/api',
      'gov-extranet-public internet-plus-supervision/api',
    ),
    schemas: ['fadun/enforcement-record@1'],
    dataClass: 'important',
    style: 'request-response',
    basis: 'Administrative Penalty Law 47, 48, 58',
    certainty: 'M',
  },
  X32: {
    name: { zh: '监管线索与联合执法', en: 'Supervision clue and joint task' },
    payload: { zh: '风险线索、联合任务、结果', en: 'Risk clue, joint task, result' },
    status: 'declared',
    routes: [
      route(
        'gov-extranet-public internet-plus-supervision/worker',
        'gov-extranet-public internet-plus-supervision/joint-api',
      ),
      route('gov-extranet-public internet-plus-supervision/joint-api', 'gov-extranet-private admin-enforcement/api'),
      route('gov-extranet-private admin-enforcement/worker', 'gov-extranet-public internet-plus-supervision/joint-api'),
    ],
    schemas: ['fadun/joint-task@1'],
    dataClass: 'important',
    style: 'request-response',
    basis: '联合执法、高效运行的工作条件和管理机制',
    certainty: 'M',
  },
  X33: {
    name: { zh: '网格事件', en: 'Grid event' },
    payload: { zh: '事件、位置、状态', en: 'Event, location, status' },
    status: 'declared',
    routes: routesFrom(
      'gov-extranet-public social-governance/worker',
      'gov-extranet-public dispute-resolution/api',
      'police-net smart-police/api',
    ),
    schemas: ['fadun/grid-event@1'],
    dataClass: 'important',
    style: 'message',
    basis: '社会治理',
    certainty: 'M',
  },
} as const satisfies Readonly<Record<string, ExchangeFacts>>;
