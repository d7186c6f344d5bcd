import { type DashboardSpec, panel } from './dashboard.ts';

const of = '{system=~"$system"}';

/** What systems tell of their own business: stages, devices, tasks, models, registers. Counts and shares, never a case. */
export const businessDashboard: DashboardSpec = {
  id: 'business',
  title: { zh: '业务信号', en: 'Business signals' },
  description: { zh: '环节、设备、任务、模型与登记', en: 'Stages, devices, tasks, models and registers' },
  variables: [{ name: 'system', label: { zh: '系统', en: 'System' }, metric: 'zf_overdue_items' }],
  rows: [
    {
      title: { zh: '办理', en: 'Work' },
      panels: [
        panel('table', '逾期事项', 'Overdue items', `max by (system, stage) (zf_overdue_items${of}) > 0`, {
          thresholds: { alarm: 1 },
        }),
        panel('curve', '最早等待', 'Oldest waiting', `max by (system, stage) (zf_stage_oldest_age_seconds${of})`, {
          unit: 's',
          legend: '{{system}} {{stage}}',
        }),
        panel('curve', '退回比例', 'Share refused', `max by (system, stage) (zf_stage_refused_ratio${of})`, {
          unit: 'percentunit',
          legend: '{{system}} {{stage}}',
          thresholds: { warn: 0.1, alarm: 0.2 },
        }),
        panel('table', '数据异常', 'Irregularities', `max by (system, irregularity) (zf_irregular_items${of}) > 0`, {
          thresholds: { alarm: 1 },
        }),
      ],
    },
    {
      title: { zh: '设备与任务', en: 'Devices and tasks' },
      panels: [
        panel('curve', '离线设备', 'Devices offline', `max by (system, device) (zf_devices_offline_ratio${of})`, {
          unit: 'percentunit',
          legend: '{{system}} {{device}}',
          thresholds: { warn: 0.02, alarm: 0.1 },
        }),
        panel(
          'curve',
          '任务失败比例',
          'Share of tasks failed',
          `max by (system, task) (network_system_task:zf_task_failed:ratio_rate1h${of})`,
          { unit: 'percentunit', legend: '{{system}} {{task}}', thresholds: { warn: 0.02, alarm: 0.05 } },
        ),
        panel(
          'table',
          '最久未更新的数据',
          'Feeds furthest behind',
          `time() - max by (system) (zf_data_oldest_update_timestamp_seconds${of})`,
          { unit: 's', thresholds: { warn: 86_400, alarm: 172_800 } },
        ),
        panel(
          'curve',
          '公共服务耗时 p95',
          'Shared services, p95',
          `max by (system, service) (network_system_service:zf_shared_service_duration_seconds:p95_rate5m${of})`,
          { unit: 's', legend: '{{system}} {{service}}', thresholds: { warn: 0.5, alarm: 1 } },
        ),
      ],
    },
    {
      title: { zh: '模型与数据使用', en: 'Models and use of data' },
      panels: [
        panel(
          'curve',
          '经人工确认的模型结果',
          'Model outputs confirmed',
          `min by (system) (zf_model_outputs_reviewed_ratio${of})`,
          { unit: 'percentunit', legend: '{{system}}', thresholds: { alarm: 0.95, falling: true } },
        ),
        panel('curve', '模型输入偏移', 'Drift of model inputs', `max by (system) (zf_model_input_drift_ratio${of})`, {
          legend: '{{system}}',
          thresholds: { warn: 0.1, alarm: 0.25 },
        }),
        panel(
          'curve',
          '数据集访问',
          'Accesses to data sets',
          `sum by (system, data_class) (increase(zf_dataset_accesses_total${of}[1h]))`,
          { legend: '{{system}} {{data_class}}' },
        ),
        panel(
          'curve',
          '大批量导出',
          'Bulk exports',
          `sum by (system, outcome) (increase(zf_export_attempts_total${of}[1h]))`,
          { legend: '{{system}} {{outcome}}' },
        ),
      ],
    },
  ],
};
