import { left, type SignalRow, told, watched } from './signal.ts';

const levels = ['StatutoryClockYellow', 'StatutoryClockOrange', 'StatutoryClockRed', 'StatutoryClockBreached'] as const;

/** Systems that carry cases: police, procuratorates, courts, justice, and what joins them. */
export const caseSignals: readonly SignalRow[] = [
  {
    systems: ['smart-police'],
    signals: [
      watched(
        'ItemsOverdue',
        'acceptance-to-filing',
        '受案后逾期未作立案决定',
        'acceptances without a filing decision',
        {
          where: 'database',
        },
      ),
      told(levels, '刑事拘留各期限', 'Detention clocks'),
      watched('TaskFailing', 'recording-upload', '讯问录音录像上传失败', 'uploads of interrogation recordings fail', {
        where: 'database',
      }),
      watched(
        'DevicesOffline',
        'interrogation-recorder',
        '办案区设备离线',
        'devices of case-handling areas are offline',
        {
          limit: 0.02,
          where: 'database',
        },
      ),
      told(['ExchangeBacklog', 'ExchangeStandstill'], '移送积压', 'Backlog of transfers to the procuratorate'),
    ],
  },
  {
    systems: ['smart-procuratorate'],
    signals: [
      told(levels, '审查逮捕、审查起诉期限', 'Clocks of review for arrest and prosecution'),
      watched('CaseDataIrregular', 'third-supplement', '补充侦查超过两次', 'cases sent back a third time'),
      watched('CaseDataIrregular', 'receipt', '公安、法院回执缺失', 'receipts of police or courts are missing'),
    ],
  },
  {
    systems: ['smart-court'],
    signals: [
      told(levels, '审判期限', 'Clocks of trials'),
      watched('DevicesOffline', 'hearing-room', '法庭音视频设备离线', 'hearing rooms are without picture or sound', {
        limit: 0.05,
      }),
      watched('StageDelayed', 'dossier-generation', '电子卷宗生成滞后', 'electronic dossiers come late'),
      watched('TaskFailing', 'document-service', '文书送达失败', 'service of documents fails'),
    ],
  },
  {
    systems: ['smart-justice', 'legal-affairs-informatization'],
    signals: [told(levels, '法律援助、行政复议期限', 'Clocks of legal aid and reconsideration')],
  },
  {
    systems: ['legal-affairs-informatization'],
    signals: [
      watched('ItemsOverdue', 'normative-filing', '规范性文件逾期未备案', 'normative documents not filed in time', {
        where: 'database',
      }),
    ],
  },
  {
    systems: ['cross-dept-case-platform'],
    signals: [
      watched('RefusalsHigh', 'case-transfer', '退卷率偏高', 'too many cases are returned'),
      watched('CaseDataIrregular', 'third-supplement', '补充侦查超过两次', 'cases sent back a third time'),
      watched('CaseDataIrregular', 'dossier-pages', '卷宗页数不符', 'dossiers whose pages do not add up'),
      watched('CaseDataIrregular', 'receipt', '移送回执缺失', 'transfers without a receipt'),
    ],
  },
  {
    systems: ['case-digital-transfer', 'secure-data-exchange'],
    signals: [
      told(['ExchangeBacklog'], '最早待发报文', 'Oldest pending message'),
      told(['ExchangeUnacknowledged'], '未收到回执', 'Messages without a receipt'),
      told(
        ['ExchangeMalware', 'ExchangeWrongClass', 'ExchangeSignatureRefused', 'ExchangeRejections'],
        '按原因统计的拒收',
        'Rejections by reason',
      ),
      told(['ExchangeMessagesMissing', 'ExchangeMessagesUnlisted'], '逐时对数', 'Counts sent against counts received'),
      told(['ExchangeHashMismatch'], '摘要不符', 'Digests that differ'),
      told(['ExchangeDeviceDown'], '交换设备健康', 'Health of the device'),
      told(['ExchangeSpoolFilling', 'ExchangeSpoolNearlyFull'], '前置存储占用', 'Fill of the front-end'),
    ],
  },
  {
    systems: ['case-lifecycle-monitor'],
    signals: [
      left(
        'A histogram of seconds left by clock tells an alert no more than the counts by warning level, which every network keeps.',
        '剩余时间分布',
        'Distribution of the time left',
      ),
      told(['StatutoryClockBreached'], '超期', 'Breaches'),
      told(levels, '黄橙红预警', 'Yellow, orange and red'),
      told(['StatutoryClockEventsLate'], '事件延迟', 'Event lag'),
      told(['StatutoryClockWithoutStart'], '缺少起算事件', 'Missing start events'),
      told(['StatutoryClockStopBeforeStart'], '终止早于起算', 'Stop before start'),
    ],
  },
  {
    systems: ['crime-clue-transfer'],
    signals: [
      told(levels, '移送 24 小时、公安决定 3 日', '24 hours to send, 3 days for the police to decide'),
      watched('ItemsOverdue', 'clue-reply', '移送后逾期未回复', 'transferred clues without a reply', {
        where: 'database',
      }),
    ],
  },
  {
    systems: ['court-enforcement'],
    signals: [
      told(levels, '执行满 6 个月、异议审查 15 日', 'Six months of enforcement, 15 days for objections'),
      watched('StageDelayed', 'freeze-request', '冻结请求未反馈', 'freeze requests wait for an answer', {
        where: 'connector',
      }),
    ],
  },
  {
    systems: ['penalty-execution'],
    signals: [
      told(levels, '文书 10 日、报到 10 日', 'Documents and reporting within ten days'),
      watched('DevicesOffline', 'correction-tag', '社区矫正定位设备离线', 'tags of community correction are offline', {
        limit: 0.03,
        where: 'connector',
      }),
      watched('HeadcountMismatch', 'headcount', '在押人数核对不符', 'the headcount does not add up', {
        where: 'media',
      }),
    ],
  },
  {
    systems: ['internet-court'],
    signals: [
      watched('TaskFailing', 'hearing', '在线庭审中断', 'online hearings break off', { where: 'media', limit: 0.02 }),
      watched('TaskFailing', 'media-join', '音视频入会失败', 'joining a hearing fails', { where: 'media' }),
      told(['ExchangeBacklog', 'ExchangeSpoolFilling'], '光闸入向积压', 'Inbound backlog of the diode'),
      told(['ExchangeUnacknowledged'], '送达回执', 'Acknowledgement of served documents'),
    ],
  },
];
