import type { Certainty, Text } from '../../stacks/model/vocabulary.ts';

/** Who has to report, as far as the time limit differs (国家网络安全事件报告管理办法, in force from 2025-11-01). */
export type OperatorKind = 'critical-infrastructure' | 'central-organ' | 'other';

/** Levels of an incident (annexed 分级指南): 一般, 较大, 重大, 特别重大. */
export type IncidentLevel = 'general' | 'larger' | 'major' | 'especially-major';

export interface ReportingClock {
  readonly hours: number;
  readonly to: Text;
  readonly basis: string;
  readonly certainty: Certainty;
}

/** Levels from which there is a duty to report (article 4). */
export const reportedLevels: readonly IncidentLevel[] = ['larger', 'major', 'especially-major'];

/** The first report, counted from discovery. */
export const firstReport: Readonly<Record<OperatorKind, ReportingClock>> = {
  'critical-infrastructure': {
    hours: 1,
    to: { zh: '保护工作部门、公安机关', en: 'the protection department and the public security organ' },
    basis: '国家网络安全事件报告管理办法',
    certainty: 'V',
  },
  'central-organ': {
    hours: 2,
    to: { zh: '本部门网信工作机构', en: 'the department’s own cyberspace office' },
    basis: '国家网络安全事件报告管理办法',
    certainty: 'V',
  },
  other: {
    hours: 4,
    to: { zh: '属地省级网信部门', en: 'the provincial cyberspace administration' },
    basis: '国家网络安全事件报告管理办法',
    certainty: 'V',
  },
};

/** The summary, counted from the end of handling. */
export const summaryReportDays = 30;

/** A threshold of the grading guide; those marked U are to be confirmed by the site before they decide anything. */
export interface Threshold {
  readonly id: string;
  readonly level: IncidentLevel;
  readonly statement: Text;
  readonly certainty: Certainty;
}

/** What makes an incident especially major (2025 guide), and what the site has yet to confirm for the levels below. */
export const thresholds: readonly Threshold[] = [
  threshold(
    'portal-24h',
    'especially-major',
    '省级以上党政机关门户中断 24 小时以上',
    'a provincial or higher portal down for 24 hours',
    'V',
  ),
  threshold(
    'cii-6h',
    'especially-major',
    '关基整体中断 6 小时以上或主要功能中断 24 小时以上',
    'critical infrastructure fully down for 6 hours, or its main function for 24',
    'V',
  ),
  threshold(
    'people-10m',
    'especially-major',
    '影响一个以上省份半数人口或 1000 万人以上',
    'half the people of a province, or 10 million, affected',
    'V',
  ),
  threshold(
    'core-data',
    'especially-major',
    '核心、重要数据泄露严重威胁国家安全',
    'a leak of core or important data that gravely threatens national security',
    'V',
  ),
  threshold(
    'persons-100m',
    'especially-major',
    '1 亿人以上个人信息泄露',
    'personal information of 100 million persons leaked',
    'V',
  ),
  threshold(
    'defaced-6h',
    'especially-major',
    '首页被篡改 6 小时以上或传播范围特别大',
    'a home page defaced for 6 hours, or spread very widely',
    'V',
  ),
  threshold('loss-100m', 'especially-major', '直接经济损失 1 亿元以上', 'direct loss of 100 million yuan', 'V'),
  threshold(
    'major',
    'major',
    '重大级阈值：由站点按分级指南确认',
    'thresholds of the level 重大: the site confirms them from the guide',
    'U',
  ),
  threshold(
    'larger',
    'larger',
    '较大级阈值：由站点按分级指南确认',
    'thresholds of the level 较大: the site confirms them from the guide',
    'U',
  ),
];

/** When a report is due; null where the level asks for none. */
export function reportDue(operator: OperatorKind, level: IncidentLevel, discovered: Date): Date | null {
  if (!reportedLevels.includes(level)) return null;
  return new Date(discovered.getTime() + firstReport[operator].hours * 3_600_000);
}

/** When the summary is due. */
export function summaryDue(handled: Date): Date {
  return new Date(handled.getTime() + summaryReportDays * 86_400_000);
}

function threshold(id: string, level: IncidentLevel, zh: string, en: string, certainty: Certainty): Threshold {
  return { id, level, statement: { zh, en }, certainty };
}
