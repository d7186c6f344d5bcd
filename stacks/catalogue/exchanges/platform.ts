import { referenceNetworkIds } from '../networks.ts';
import type { SystemId } from '../systems/index.ts';
import { type ExchangeFacts, route, routesFrom, routesTo } from './route.ts';

const build = 'gov-extranet-public secops-platform/pipeline';
const feeds = 'internet-zone secops-platform/repository';
const securityCentre = 'security-assurance/api';
const estate = `zhengfa-net ${securityCentre}` as const;
const models = 'gov-extranet-public ai-platform/repository';

/**
 * The exchange inside each network, shown by one pair of ends that every network has; a site's flows name all users of
 * the service.
 */
const inEveryNetwork = (from: `${SystemId}/${string}`, to: `${SystemId}/${string}`) =>
  referenceNetworkIds.map((network) => route(`${network} ${from}`, `${network} ${to}`));

/** What the platform itself moves: logs, releases, feeds, time, models; and the exchange that the model refuses. */
export const platformExchanges = {
  X26: {
    name: { zh: '审计与告警汇集', en: 'Audit and alert export' },
    payload: { zh: '审计日志、告警', en: 'Audit logs, alerts' },
    status: 'intra-network',
    routes: inEveryNetwork('secops-platform/bastion', 'security-assurance/log-store'),
    schemas: ['fadun/audit-record@1'],
    dataClass: 'important',
    style: 'stream',
    basis: 'GB/T 22239 8.1.5.4 d',
    certainty: 'V',
  },
  X27: {
    name: { zh: '签名发布包', en: 'Signed release bundle' },
    payload: {
      zh: '镜像、清单、策略、SBOM、SM3 摘要与签名',
      en: 'Images, manifests, policies, SBOM, SM3 digests and signature',
    },
    status: 'declared',
    routes: [
      ...routesFrom(
        build,
        'gov-extranet-public secops-platform/repository',
        'internet-zone secops-platform/repository',
        'gov-extranet-private secops-platform/repository',
        'zhengfa-net secops-platform/repository',
        'police-net secops-platform/repository',
        'police-video-net secops-platform/repository',
        'procuratorate-net secops-platform/repository',
        'court-net secops-platform/repository',
        'justice-net secops-platform/repository',
      ),
      route(build, 'court-net', 'court-external-net secops-platform/repository'),
      route(build, 'justice-net', 'prison-net secops-platform/repository'),
    ],
    schemas: ['fadun/release-bundle@1'],
    dataClass: 'important',
    style: 'file',
    basis: 'GB/T 22239 8.1.10.6 g, h; 8.1.9.5',
    certainty: 'V',
  },
  X28: {
    name: { zh: '漏洞与特征库', en: 'Vulnerability and signature feeds' },
    payload: { zh: '漏洞库、入侵与病毒特征', en: 'CVE database, IDS and AV rules' },
    status: 'declared',
    routes: [
      ...routesFrom(
        feeds,
        'internet-zone security-assurance/scanner',
        'gov-extranet-public security-assurance/scanner',
        'police-net security-assurance/scanner',
        'procuratorate-net security-assurance/scanner',
        'court-net security-assurance/scanner',
        'justice-net security-assurance/scanner',
      ),
      route(feeds, 'gov-extranet-public', 'gov-extranet-private security-assurance/scanner'),
      route(feeds, 'gov-extranet-public', 'zhengfa-net security-assurance/scanner'),
      route(feeds, 'gov-extranet-public', 'police-video-net security-assurance/scanner'),
      route(feeds, 'court-net', 'court-external-net security-assurance/scanner'),
      route(feeds, 'justice-net', 'prison-net security-assurance/scanner'),
    ],
    schemas: ['fadun/signature-feed@1'],
    dataClass: 'general',
    style: 'file',
    basis: 'GB/T 22239 8.1.3.4 a; 8.1.4.4 e',
    certainty: 'V',
  },
  X29: {
    name: { zh: '授时', en: 'Time' },
    payload: { zh: 'NTP、北斗授时', en: 'NTP, BeiDou' },
    status: 'intra-network',
    routes: inEveryNetwork('security-assurance/log-store', 'gov-network/time-server'),
    schemas: ['rfc5905/ntp@4'],
    dataClass: 'general',
    style: 'message',
    basis: 'Correct audit times; each network has its own source',
    certainty: 'M',
  },
  X30: {
    name: { zh: '涉密网络', en: 'Classified peer' },
    payload: { zh: '无', en: 'Nothing' },
    status: 'refused',
    routes: [],
    schemas: [],
    dataClass: 'general',
    style: 'message',
    basis: 'State-secrets law; classified networks are outside GB/T 22239 and outside this model',
    certainty: 'M',
  },
  X36: {
    name: { zh: '模型发布', en: 'Model release' },
    payload: { zh: '签名模型、模型卡、评测', en: 'Signed model, card, evaluation' },
    status: 'declared',
    routes: [
      ...routesFrom(
        models,
        'gov-extranet-public decision-support/model-serving',
        'gov-extranet-public legislation-support/model-serving',
        'zhengfa-net ai-platform/repository',
        'police-net ai-platform/repository',
        'court-net ai-platform/repository',
        'procuratorate-net similar-case-supervision/model-serving',
        'internet-zone pls-network/model-serving',
        'justice-net pls-hotline/model-serving',
      ),
      ...routesTo('zhengfa-net bigdata-analytics/model-serving', 'zhengfa-net ai-platform/repository'),
      ...routesTo('police-net bigdata-analytics/model-serving', 'police-net ai-platform/repository'),
    ],
    schemas: ['fadun/model-release@1'],
    dataClass: 'important',
    style: 'file',
    basis: 'GB/T 22239 8.1.9.4 f',
    certainty: 'V',
  },
  X37: {
    name: { zh: '共性服务', en: 'Common services' },
    payload: { zh: '统一认证、签章、签名、消息、时间戳', en: 'OIDC, seal, signature, message, timestamp' },
    status: 'intra-network',
    routes: inEveryNetwork('security-assurance/api', 'common-app-support/identity-provider'),
    schemas: ['fadun/common-service@1'],
    dataClass: 'important',
    style: 'request-response',
    basis: 'Crossing rule R1: identity is never shared across networks',
    certainty: 'P',
  },
  // The platform's own, beyond the forty of the field: all that may leave a network of what it is seen to do. From the
  // video network only pictures go out, by a video gap: people report for it.
  X41: {
    name: { zh: '运行态势摘要', en: 'Summary of a network' },
    payload: {
      zh: '全网汇总数值的签名文件；不含系统、通道、案件',
      en: 'A signed file of numbers of a whole network: no system, no channel, no case',
    },
    status: 'declared',
    routes: [
      ...routesTo(
        estate,
        `gov-extranet-public ${securityCentre}`,
        `police-net ${securityCentre}`,
        `procuratorate-net ${securityCentre}`,
        `court-net ${securityCentre}`,
        `justice-net ${securityCentre}`,
        `prison-net ${securityCentre}`,
      ),
      route(`internet-zone ${securityCentre}`, 'gov-extranet-public', estate),
      route(`gov-extranet-private ${securityCentre}`, 'gov-extranet-public', estate),
      route(`court-external-net ${securityCentre}`, 'court-net', estate),
    ],
    schemas: ['fadun/network-summary@1'],
    dataClass: 'general',
    style: 'file',
    basis: 'GB/T 22239 8.1.5.4 d',
    certainty: 'P',
  },
} as const satisfies Readonly<Record<string, ExchangeFacts>>;
