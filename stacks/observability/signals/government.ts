import { type SignalRow, told, watched } from './signal.ts';

const levels = ['StatutoryClockYellow', 'StatutoryClockOrange', 'StatutoryClockRed', 'StatutoryClockBreached'] as const;

/** Administrative enforcement and its supervision, governance of the streets, mediation, and providers outside. */
export const governmentSignals: readonly SignalRow[] = [
  {
    systems: ['admin-enforcement'],
    signals: [
      told(levels, '行政处罚期限', 'Clock of administrative penalties'),
      watched('StageDelayed', 'recording-upload', '执法记录上传滞后', 'recordings of enforcement come late'),
      watched('ItemsOverdue', 'record-publicity', '执法结果逾期未公示', 'results not published in time'),
    ],
  },
  {
    systems: ['internet-plus-supervision'],
    signals: [
      told(['ExchangeBacklog', 'QueueStuck'], '执法记录归集', 'Records that wait to be collected'),
      watched('ItemsOverdue', 'clue-closure', '风险线索逾期未办结', 'clues not closed in time'),
    ],
  },
  {
    systems: ['enforcement-supervision'],
    signals: [
      watched('ItemsOverdue', 'record-publicity', '三项制度记录缺少公示', 'records without publicity'),
      watched('ItemsOverdue', 'clue-closure', '监督线索逾期未办结', 'clues of supervision not closed in time'),
    ],
  },
  {
    systems: ['joint-enforcement'],
    signals: [
      watched('ItemsOverdue', 'campaign-task', '联合执法任务逾期', 'tasks of joint enforcement are late'),
      watched('ItemsOverdue', 'clue-reply', '协查线索逾期未回复', 'clues without a reply'),
    ],
  },
  {
    systems: ['social-governance'],
    signals: [
      watched('DataStale', undefined, '街道数据未更新', 'the feed of a street has stopped', { limit: 86_400 }),
      watched('ItemsOverdue', 'grid-event', '网格事件逾期未办结', 'grid events not closed in time'),
    ],
  },
  {
    systems: ['dispute-resolution'],
    signals: [
      watched('ItemsOverdue', 'mediation', '调解超过期限', 'mediations past their time', { where: 'database' }),
      told(levels, '司法确认 30 日', '30 days to apply for judicial confirmation'),
    ],
  },
  {
    systems: ['pls-physical'],
    signals: [
      watched('DevicesOffline', 'kiosk', '自助终端离线', 'self-service kiosks are offline'),
      watched('DevicesOffline', 'printer', '自助打印机离线', 'printers of self-service are offline'),
    ],
  },
  {
    systems: ['epidemic-response'],
    signals: [
      watched('GrantsToRevoke', 'grant-expired', '应急授权已到期未收回', 'grants outlive the emergency'),
      told(['CapacityHigh', 'CapacityCritical'], '突发容量', 'Saturation by a surge'),
    ],
  },
  {
    systems: [
      'gov-db-federation',
      'national-gov-data-catalog',
      'national-gov-bigdata',
      'ext-digital-gov-duties',
      'unified-gov-service',
    ],
    signals: [
      told(['UpstreamSilent'], '外部提供方可用性、最近成功时间', 'Availability and latest success of a provider'),
      watched('UpstreamSchemaChanged', undefined, '外部接口结构变更', 'the interface of a provider has changed'),
      watched('UpstreamQuotaHigh', undefined, '外部接口配额将用尽', 'the quota of a provider is nearly used'),
    ],
  },
  {
    systems: ['pls-hotline'],
    signals: [
      told(
        ['CallsAbandoned', 'SloBurn1h', 'SloBurn6h'],
        '接通率、放弃率（24×7）',
        'Answered and abandoned calls (24×7)',
      ),
      watched('CallsWait', undefined, '95% 来电等待超过 60 秒', 'callers wait more than a minute at p95', {
        where: 'telephony',
      }),
      told(['CapacityHigh', 'CapacityCritical'], '中继占用', 'Use of the trunk'),
    ],
  },
  {
    systems: ['pls-network', 'zhengfa-public-service'],
    signals: [
      told(['PublicPageTampered'], '页面防篡改', 'Digest of pages'),
      watched('WebAttackSurge', undefined, '网站攻击激增', 'web attacks surge', { where: 'gateway' }),
      told(['PublicEntranceUnreachable'], '三家运营商可用性', 'Availability from three carriers'),
      watched('FilingNumberMissing', undefined, '备案号未展示', 'filing numbers are not shown', { where: 'gateway' }),
    ],
  },
];
