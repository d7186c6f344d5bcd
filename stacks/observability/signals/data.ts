import { left, type SignalRow, told, watched } from './signal.ts';

/** Analysis, models, catalogues, sharing, indicators. */
export const dataSignals: readonly SignalRow[] = [
  {
    systems: ['similar-case-supervision'],
    signals: [
      watched('TaskFailing', 'model-run', '类案模型运行失败', 'runs of the model fail'),
      watched('TaskStale', 'model-run', '类案模型两日未成功运行', 'the model has not run for two days'),
      watched('ItemsOverdue', 'clue-reply', '类案线索逾期未回复', 'clues without a reply'),
      watched('ModelOutputsUnreviewed', undefined, '模型结果未经人工确认', 'outputs are used unconfirmed'),
    ],
  },
  {
    systems: ['special-rectification'],
    hosts: ['zhengfa-indicators'],
    signals: [watched('ItemsOverdue', 'campaign-task', '专项整治任务逾期', 'tasks of the campaign are late')],
  },
  {
    systems: ['spatiotemporal-analytics'],
    signals: [
      watched('TaskFailing', 'spatiotemporal-analysis', '时空分析任务失败', 'spatio-temporal analyses fail'),
      told(['SensitiveAccessSurge'], '高级别数据集访问', 'Access to data sets of a high class'),
      told(['BulkExportRefused'], '导出尝试', 'Export attempts'),
    ],
  },
  {
    systems: ['legal-prediction'],
    hosts: ['ai-platform'],
    signals: [
      watched('TaskFailing', 'prediction', '预测任务失败', 'predictions fail'),
      told(['ModelInputsDrifting'], '模型输入漂移', 'Drift of model inputs'),
      told(['ModelOutputsUnreviewed'], '人工确认比例', 'Share of outputs confirmed by a person'),
    ],
  },
  {
    systems: ['bigdata-analytics', 'ai-platform'],
    signals: [
      watched('TaskFailing', 'model-run', '模型任务失败', 'model runs fail'),
      watched('SensitiveAccessSurge', 'core', '核心数据集访问激增', 'core data sets are read in great number', {
        limit: 100,
      }),
      watched(
        'SensitiveAccessSurge',
        'important',
        '重要数据集访问激增',
        'important data sets are read in great number',
      ),
      watched('BulkExportRefused', undefined, '大批量导出被拒绝', 'a bulk export was refused'),
      watched('ModelUnregistered', undefined, '在用模型未登记', 'a model in use is not registered'),
      watched('ModelInputsDrifting', undefined, '模型输入分布偏移', 'model inputs have drifted'),
      watched('ModelOutputsUnreviewed', undefined, '模型结果未经人工确认', 'outputs are used unconfirmed'),
    ],
  },
  {
    systems: ['data-accountability'],
    hosts: ['zhengfa-data-catalog'],
    signals: [
      watched(
        'RegisterIncomplete',
        'responsible-parties',
        '数据资产缺少提供、使用或管理方',
        'assets without provider, user or manager',
        { where: 'search' },
      ),
      watched('RegisterIncomplete', 'legal-basis', '法律依据已失效', 'assets whose legal basis has ended', {
        where: 'search',
      }),
    ],
  },
  {
    systems: ['zhengfa-data-catalog'],
    signals: [
      watched(
        'RegisterIncomplete',
        'entry-fields',
        '目录项缺少责任方、级别或依据',
        'entries without owner, class or basis',
        {
          where: 'search',
        },
      ),
      watched('RegisterIncomplete', 'entry-age', '目录项超过更新周期', 'entries older than their update cycle', {
        where: 'search',
      }),
    ],
  },
  {
    systems: ['data-sharing-mgmt'],
    signals: [
      watched('ItemsOverdue', 'sharing-request', '共享申请超过工作日时限', 'requests past their working days'),
      watched('RefusalsHigh', 'sharing-request', '共享申请拒绝率偏高', 'too many requests are refused', { limit: 0.3 }),
      watched('GrantsToRevoke', 'grant-unused', '授权 90 日未使用', 'grants unused for 90 days'),
      watched('ItemsOverdue', 'sharing-dispute', '共享争议未决', 'disputes about sharing are open'),
    ],
  },
  {
    systems: ['decision-support', 'legislation-support', 'zhengfa-indicators', 'performance-assessment'],
    signals: [
      watched('DataStale', undefined, '数据未更新', 'its data are old'),
      watched('AnonymityRefusals', undefined, '匿名阈值拒绝激增', 'queries below the anonymity threshold surge'),
    ],
  },
  {
    systems: ['zhengfa-indicators', 'performance-assessment'],
    signals: [watched('ReportersMissing', undefined, '有单位未报送', 'bodies have not reported')],
  },
  {
    systems: ['decision-support', 'legislation-support'],
    signals: [
      left(
        'They read aggregates of others and collect nothing, so that nobody reports to them.',
        '未报送单位',
        'Missing reporters',
      ),
    ],
  },
];
