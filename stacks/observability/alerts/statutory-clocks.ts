import { warningLevels } from '../../model/calendar/warnings.ts';
import type { Text } from '../../model/vocabulary.ts';
import type { Alert } from './alert.ts';
import { selector, stateCases } from './cases.ts';
import { countAlert } from './count-alert.ts';
import { gaugeAlert } from './gauge-alert.ts';
import type { MonitoredClock, MonitoredNetwork } from './monitored-network.ts';

/** Statutory limits (从立案到执行的全方位自动监控和预警): counts of open cases by clock and level, never a case. */
export function statutoryClockAlerts(network: MonitoredNetwork): Alert[] {
  return network.clocks.flatMap((clock) => [
    ...levels.map((level) => levelAlert(network, clock, level)),
    breached(network, clock),
  ]);
}

/** Whether what the counts rest on can be trusted: start events, their order, their delay, the thresholds applied. */
export function clockDataAlerts(network: MonitoredNetwork): Alert[] {
  return network.clocks.flatMap((clock) => [
    withoutStart(network, clock),
    stopBeforeStart(network, clock),
    eventsLate(network, clock),
    thresholdsDiffer(network, clock),
  ]);
}

const levels = [
  { level: 'yellow', name: 'StatutoryClockYellow', word: { zh: '黄色', en: 'yellow' } },
  { level: 'orange', name: 'StatutoryClockOrange', word: { zh: '橙色', en: 'orange' } },
  { level: 'red', name: 'StatutoryClockRed', word: { zh: '红色', en: 'red' } },
] as const satisfies readonly { level: 'yellow' | 'orange' | 'red'; name: string; word: Text }[];

/**
 * Custody is somebody's liberty: it calls a person at each level, and no level silences another. Other limits call one
 * when they are red.
 */
function words({ id, clock, owner }: MonitoredClock, urgent: boolean) {
  return {
    severity: urgent || clock.mode === 'custody' ? 'critical' : 'warning',
    scope: 'clock',
    owner,
    role: 'on-call',
    runbook: 'report-clocks',
    labels: { clock: id, mode: clock.mode },
  } as const;
}

/** Waits a sixteenth of what is left at red, so that it is still worth knowing; a quarter of an hour at most. */
function waitMinutes({ clock }: MonitoredClock): number {
  const redMinutes = clock.warningHours[2] * 60;
  return Math.max(2, Math.min(14, 2 * Math.floor(redMinutes / 32)));
}

function levelAlert(
  network: MonitoredNetwork,
  monitored: MonitoredClock,
  { level, name, word }: (typeof levels)[number],
): Alert {
  const { id, clock } = monitored;
  const [version] = clock.versions.slice(-1);
  const hours = warningLevels(clock)[level];
  const labels = { network: network.id, clock: id, level, system: 'case-system' };
  const series = selector('zf_clock_open_cases', labels);
  const forMinutes = waitMinutes(monitored);
  const base = words(monitored, level === 'red');
  return {
    ...base,
    name,
    summary: {
      zh: `${clock.name.zh}：有案件进入${word.zh}预警（距届满不足 ${hours} 小时）`,
      en: `${clock.name.en}: cases are ${word.en}, less than ${hours} hours before their limit`,
    },
    description: {
      zh: `${version?.article}。案件明细只在业务系统内查看。`,
      en: `${version?.article}. Which cases they are is seen in the business system only.`,
    },
    labels: { ...base.labels, level },
    expr: `sum by (network, system, clock) (${selector('zf_clock_open_cases', { network: network.id, clock: id, level })}) > 0`,
    forMinutes,
    cases: stateCases({
      bad: { [series]: 1 },
      good: { [series]: 0, [selector('zf_clock_open_cases', { ...labels, level: 'green' })]: 40 },
      forMinutes,
      labels: { network: network.id, system: 'case-system', clock: id },
    }),
  };
}

/** What happens at the limit decides how it is said. */
const atLimit = {
  breach: { zh: '已有案件超期', en: 'cases have passed their limit' },
  'escalation-right': {
    zh: '已有案件到期，当事人可申请上提',
    en: 'cases have passed the limit after which parties may go up',
  },
  deemed: { zh: '已有事项到期，视为受理', en: 'matters have passed the limit and are deemed accepted' },
  'party-loses-right': { zh: '已有当事人期限届满', en: 'limits of parties have ended' },
} as const satisfies Readonly<Record<MonitoredClock['clock']['atLimit'], Text>>;

function breached(network: MonitoredNetwork, monitored: MonitoredClock): Alert {
  const { id, clock } = monitored;
  const said = atLimit[clock.atLimit];
  const base = words(monitored, clock.atLimit === 'breach');
  return {
    ...gaugeAlert(
      network.id,
      {
        ...base,
        name: 'StatutoryClockBreached',
        summary: { zh: `${clock.name.zh}：${said.zh}`, en: `${clock.name.en}: ${said.en}` },
        description: {
          zh: '通知承办单位负责人与检察监督部门，登记处理结果。',
          en: 'Tell the head of the unit and the supervising procuratorate; record what is done.',
        },
        role: clock.mode === 'custody' ? 'unit-leader' : 'on-call',
        labels: { ...base.labels, level: 'over' },
        forMinutes: 0,
      },
      {
        metric: 'zf_clock_open_cases',
        matchers: { clock: id, level: 'over' },
        operator: '>',
        threshold: 0,
        bad: 1,
        seriesLabels: { system: 'case-system' },
      },
    ),
  };
}

function withoutStart(network: MonitoredNetwork, monitored: MonitoredClock): Alert {
  const { id, clock } = monitored;
  const base = words(monitored, false);
  return countAlert(
    network.id,
    {
      ...base,
      name: 'StatutoryClockWithoutStart',
      summary: { zh: `${clock.name.zh}：案件缺少起算事件`, en: `${clock.name.en}: cases lack their start event` },
      description: {
        zh: '没有起算就没有预警。核对业务系统的事件上报。',
        en: 'Without a start there is no warning. Look at what the business system reports.',
      },
      severity: clock.mode === 'custody' ? 'critical' : 'warning',
      forMinutes: 10,
    },
    {
      metric: 'zf_clock_without_start_event_total',
      matchers: { clock: id },
      by: ['system', 'clock'],
      limit: 0,
      windowMinutes: 60,
      seriesLabels: { system: 'case-system' },
    },
  );
}

function stopBeforeStart(network: MonitoredNetwork, monitored: MonitoredClock): Alert {
  const { id, clock } = monitored;
  return countAlert(
    network.id,
    {
      ...words(monitored, false),
      name: 'StatutoryClockStopBeforeStart',
      severity: 'warning',
      role: 'system-admin',
      summary: { zh: `${clock.name.zh}：终止早于起算`, en: `${clock.name.en}: cases stop before they start` },
      description: {
        zh: '时间或事件顺序有误，计数不可信。',
        en: 'Time or order of events is wrong, and so is the count.',
      },
      forMinutes: 10,
    },
    {
      metric: 'zf_clock_stop_before_start_total',
      matchers: { clock: id },
      by: ['system', 'clock'],
      limit: 0,
      windowMinutes: 60,
      seriesLabels: { system: 'case-system' },
    },
  );
}

/** Events may be late by an eighth of the red threshold: later, and red comes when there is little left to do. */
function eventsLate(network: MonitoredNetwork, monitored: MonitoredClock): Alert {
  const { id, clock } = monitored;
  const threshold = (clock.warningHours[2] * 3600) / 8;
  return gaugeAlert(
    network.id,
    {
      ...words(monitored, false),
      name: 'StatutoryClockEventsLate',
      summary: {
        zh: `${clock.name.zh}：事件延迟超过 ${threshold / 60} 分钟`,
        en: `${clock.name.en}: events are more than ${threshold / 60} minutes late`,
      },
      description: {
        zh: '核对事件采集与交换通道。',
        en: 'Look at how events are gathered, and at the exchange channels.',
      },
      forMinutes: 10,
    },
    {
      metric: 'zf_event_lag_seconds',
      matchers: { clock: id },
      operator: '>',
      threshold,
      bad: threshold + 1,
      seriesLabels: { system: 'case-system' },
    },
  );
}

/** A system that warns later than the calendar says warns too late. */
function thresholdsDiffer(network: MonitoredNetwork, monitored: MonitoredClock): Alert {
  const { id, clock } = monitored;
  const forMinutes = 10;
  const hours = warningLevels(clock);
  const metric = 'zf_clock_warning_threshold_seconds';
  const labels = { network: network.id, system: 'case-system', clock: id };
  const series = (level: string) => selector(metric, { ...labels, level });
  const good = Object.fromEntries(levels.map(({ level }) => [series(level), hours[level] * 3600]));
  const cases = levels.flatMap(({ level }) =>
    [-1, 1].flatMap((seconds) =>
      stateCases({
        bad: { [series(level)]: hours[level] * 3600 + seconds },
        good,
        forMinutes,
        labels: { ...labels, level },
      }).slice(0, 1),
    ),
  );
  const [, silent] = stateCases({ bad: good, good, forMinutes, labels });
  const base = words(monitored, false);
  return {
    ...base,
    name: 'StatutoryClockThresholdsDiffer',
    severity: 'warning',
    role: 'system-admin',
    summary: {
      zh: `${clock.name.zh}：业务系统的预警提前量与期限库不一致`,
      en: `${clock.name.en}: the system warns at other times than the calendar says`,
    },
    description: {
      zh: `期限库：黄 ${hours.yellow}、橙 ${hours.orange}、红 ${hours.red} 小时。`,
      en: `The calendar says yellow ${hours.yellow}, orange ${hours.orange}, red ${hours.red} hours.`,
    },
    expr: levels
      .map(({ level }) => `${selector(metric, { network: network.id, clock: id, level })} != ${hours[level] * 3600}`)
      .join(' or '),
    forMinutes,
    cases: [...cases, silent!],
  };
}
