import { type ExchangeFacts, route, routesFrom, routesTo } from './route.ts';

const catalogue = 'zhengfa-net zhengfa-data-catalog/api';
const sharing = 'zhengfa-net data-sharing-mgmt/api';
const organs = [
  'police-net smart-police/worker',
  'procuratorate-net smart-procuratorate/worker',
  'court-net smart-court/worker',
  'justice-net smart-justice/worker',
  'prison-net penalty-execution/worker',
  'gov-extranet-public legal-affairs-informatization/worker',
] as const;
const connector = {
  databases: 'gov-extranet-public gov-db-federation/connector',
  catalogue: 'gov-extranet-public national-gov-data-catalog/connector',
  bigData: 'gov-extranet-public national-gov-bigdata/connector',
  duties: 'gov-extranet-public ext-digital-gov-duties/connector',
  service: 'gov-extranet-public unified-gov-service/connector',
} as const;
const extranetRelay = 'gov-extranet-public secure-data-exchange/relay';

/** Data catalogues, sharing and analysis. */
export const dataExchanges = {
  X19: {
    name: { zh: '目录发布', en: 'Catalogue publication' },
    payload: { zh: '仅元数据', en: 'Metadata only' },
    status: 'declared',
    routes: [
      ...routesTo(catalogue, ...organs),
      route(catalogue, 'gov-extranet-public zhengfa-data-catalog/api'),
      ...routesTo(
        'gov-extranet-public zhengfa-data-catalog/api',
        connector.databases,
        connector.bigData,
        connector.duties,
      ),
      route('gov-extranet-public zhengfa-data-catalog/api', connector.catalogue),
    ],
    schemas: ['fadun/catalogue-item@1'],
    dataClass: 'general',
    style: 'message',
    basis: '政务数据共享条例 (2025-08-01)',
    certainty: 'V',
  },
  X20: {
    name: { zh: '共享申请', en: 'Sharing request' },
    payload: { zh: '申请、审批、接口授权', en: 'Request, approval, API grant' },
    status: 'declared',
    routes: [
      ...routesTo(sharing, ...organs),
      ...routesFrom(
        'zhengfa-net data-sharing-mgmt/workflow',
        'police-net smart-police/api',
        'procuratorate-net smart-procuratorate/api',
        'court-net smart-court/api',
        'justice-net smart-justice/api',
        extranetRelay,
      ),
    ],
    schemas: ['fadun/sharing-request@1', 'fadun/sharing-grant@1'],
    dataClass: 'important',
    style: 'request-response',
    basis: '政务数据共享条例 (2025-08-01)',
    certainty: 'V',
  },
  X21: {
    name: { zh: '共享数据提取', en: 'Shared data pull' },
    payload: { zh: '库表、接口结果', en: 'Tables, API results' },
    status: 'declared',
    routes: [
      ...routesTo(extranetRelay, connector.databases, connector.bigData, connector.duties),
      ...routesFrom(
        extranetRelay,
        'zhengfa-net cross-dept-case-platform/api',
        'zhengfa-net data-sharing-mgmt/api',
        'police-net smart-police/api',
        'procuratorate-net smart-procuratorate/api',
        'court-net smart-court/api',
        'justice-net smart-justice/api',
        'gov-extranet-public social-governance/api',
      ),
    ],
    schemas: ['fadun/shared-table@1'],
    dataClass: 'important',
    style: 'file',
    basis: '数据高效共享和有序开发利用',
    certainty: 'M',
  },
  X35: {
    name: { zh: '研判数据供给', en: 'Analysis data supply' },
    payload: { zh: '经批准的数据集；人工复核后的线索', en: 'Approved datasets; clues reviewed by people' },
    status: 'declared',
    routes: [
      ...routesTo(
        'zhengfa-net bigdata-analytics/worker',
        'zhengfa-net data-sharing-mgmt/workflow',
        'zhengfa-net secure-data-exchange/relay',
      ),
      route('zhengfa-net data-sharing-mgmt/workflow', 'police-net bigdata-analytics/worker'),
      ...routesFrom(
        'zhengfa-net bigdata-analytics/worker',
        'procuratorate-net similar-case-supervision/worker',
        'police-net smart-police/api',
        'gov-extranet-public internet-plus-supervision/api',
      ),
      route('police-net bigdata-analytics/worker', 'police-net smart-police/api'),
    ],
    schemas: ['fadun/analysis-dataset@1', 'fadun/analysis-clue@1'],
    dataClass: 'important',
    style: 'file',
    basis: '挖掘分析、筛查比对、动态研判',
    certainty: 'M',
  },
  X39: {
    name: { zh: '决策与立法查询', en: 'Decision and legislation queries' },
    payload: { zh: '汇总数据；公众意见', en: 'Aggregates; comments of the public' },
    status: 'declared',
    routes: [
      ...routesTo(
        connector.bigData,
        'gov-extranet-public decision-support/api',
        'gov-extranet-public legislation-support/api',
      ),
      route('internet-zone legal-affairs-informatization/api', 'gov-extranet-public legislation-support/api'),
    ],
    schemas: ['fadun/aggregate-query@1', 'fadun/public-comment@1'],
    dataClass: 'general',
    style: 'request-response',
    basis: '大数据辅助行政决策、行政立法、行政执法工作',
    certainty: 'M',
  },
  X40: {
    name: { zh: '外部接口提取', en: 'Connector pulls' },
    payload: { zh: '接口结果、订阅', en: 'API results, subscriptions' },
    status: 'declared',
    routes: [
      ...routesFrom(
        connector.databases,
        'gov-extranet-public internet-plus-supervision/api',
        'gov-extranet-private admin-enforcement/api',
      ),
      ...routesFrom(
        connector.duties,
        'gov-extranet-public internet-plus-supervision/api',
        'gov-extranet-public decision-support/api',
      ),
      ...routesFrom(
        connector.service,
        'gov-extranet-public dispute-resolution/api',
        'gov-extranet-public legal-affairs-informatization/api',
      ),
      route(connector.catalogue, 'gov-extranet-public zhengfa-data-catalog/api'),
      route(connector.bigData, 'gov-extranet-public decision-support/api'),
    ],
    schemas: ['fadun/provider-result@1'],
    dataClass: 'important',
    style: 'request-response',
    basis: '政务数据共享条例 (2025-08-01)',
    certainty: 'M',
  },
} as const satisfies Readonly<Record<string, ExchangeFacts>>;
