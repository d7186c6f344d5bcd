import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { dateOf, dayOf } from '../../../../stacks/model/calendar/day.ts';
import { workCalendar } from '../../../../stacks/model/calendar/workdays.ts';
import { loadSite } from '../../../../stacks/model/load.ts';
import { monitoringFiles } from '../../../../stacks/observability/monitoring-objects.ts';
import {
  type AlertmanagerConfiguration,
  alertmanagerConfiguration,
  type Route,
} from '../../../../stacks/observability/routing/alertmanager.ts';
import { inhibitRules } from '../../../../stacks/observability/routing/inhibition.ts';
import type { TimeSpan } from '../../../../stacks/observability/routing/time-intervals.ts';
import { alertsOf, referenceRules, referenceSite } from '../../../kit/reference-rules.ts';
import { smallSite } from '../../../kit/small-site.ts';

const of = (networkId: string) =>
  alertmanagerConfiguration({ site: referenceSite, networkId, network: referenceSite.networks[networkId]! });

const flat = (route: Route): Route[] => [route, ...(route.routes ?? []).flatMap(flat)];

describe('Alertmanager configuration', () => {
  it('holds no secret: tokens and authorities are files', () => {
    for (const networkId of Object.keys(referenceSite.networks)) {
      for (const { webhook_configs = [] } of of(networkId).receivers) {
        for (const { url, http_config } of webhook_configs) {
          expect(url).toMatch(
            /^https:\/\/api\.security-assurance-app\.svc:8443\/alerts\/[a-z]+\/[a-z-]+(\/heartbeat)?$/,
          );
          expect(http_config.authorization).toEqual({ type: 'Bearer', credentials_file: '/etc/fadun/tls/alert-token' });
        }
      }
    }
  });

  it('names only receivers and intervals that it declares', () => {
    for (const networkId of Object.keys(referenceSite.networks)) {
      const { route, receivers, time_intervals } = of(networkId);
      const names = new Set(receivers.map(({ name }) => name));
      const intervals = new Set(time_intervals.map(({ name }) => name));
      for (const one of flat(route)) {
        if (one.receiver) expect(names).toContain(one.receiver);
        for (const name of [...(one.mute_time_intervals ?? []), ...(one.active_time_intervals ?? [])]) {
          expect(intervals).toContain(name);
        }
      }
    }
  });

  it('never mutes what is critical', () => {
    const muted = flat(of('court-net').route).filter(({ mute_time_intervals }) => mute_time_intervals);
    expect(muted.length).toBeGreaterThan(3);
    for (const { matchers } of muted) expect(matchers).toContain('severity="warning"');
  });

  it('is shown only, and reaches no one, where a network declares no receiver', () => {
    const site = loadSite(smallSite, 'small');
    const { route, receivers } = alertmanagerConfiguration({
      site,
      networkId: 'court-net',
      network: site.networks['court-net']!,
    });
    expect(receivers).toEqual([{ name: 'shown-only' }]);
    expect(new Set(flat(route).flatMap(({ receiver }) => receiver ?? []))).toEqual(new Set(['shown-only']));
  });

  it('is delivered as it is declared', () => {
    const networkId = 'court-net';
    const { alertmanager } = monitoringFiles({
      site: referenceSite,
      networkId,
      network: referenceSite.networks[networkId]!,
    });
    const delivered = load(alertmanager.alertmanager!['alertmanager.yaml']!) as AlertmanagerConfiguration;
    expect(delivered).toEqual(JSON.parse(JSON.stringify(of(networkId))));
  });
});

describe('intervals', () => {
  const covers = (name: string, moment: string) => {
    const spans = of('court-net').time_intervals.find((one) => one.name === name)!.time_intervals;
    return spans.some((span) => holds(span, moment));
  };

  it.each([
    ['guard-period', '2026-12-04T09:00', true],
    ['guard-period', '2026-12-05T09:00', false],
    ['guard-period', '2027-06-30T23:59', true],
    ['guard-period', '2027-07-02T00:00', true],
    ['guard-period', '2027-07-03T00:00', false],
    ['guard-period', '2027-09-30T12:00', true],
    ['guard-period', '2027-10-07T12:00', true],
    ['guard-period', '2027-10-08T12:00', false],
    ['guard-period', '2028-10-01T12:00', false],
    ['maintenance-patch-window', '2026-12-01T01:00', true],
    ['maintenance-patch-window', '2026-12-01T04:00', false],
    ['maintenance-patch-window', '2026-12-02T02:00', false],
    ['outside-business-hours', '2026-12-05T10:00', true],
    ['outside-business-hours', '2026-12-04T08:29', true],
    ['outside-business-hours', '2026-12-04T08:30', false],
    ['outside-business-hours', '2026-12-04T17:30', true],
    ['outside-7x12', '2026-12-05T10:00', false],
    ['outside-7x12', '2026-12-05T20:00', true],
    // A holiday that is a weekday, and a Sunday that is worked for it.
    ['outside-business-hours', '2026-10-01T10:00', true],
    ['outside-business-hours', '2026-02-14T10:00', false],
    ['outside-business-hours', '2026-02-14T17:30', true],
    ['outside-business-hours', '2033-01-03T10:00', false],
    ['outside-business-hours', '2033-01-02T10:00', true],
  ])('%s at %s: %s', (name, moment, expected) => {
    expect(covers(name, moment)).toBe(expected);
  });

  it('are outside office hours on every day that the calendar lets rest, and on no other', () => {
    const calendar = workCalendar();
    let days = 0;
    for (const year of calendar.years) {
      for (let day = dayOf(`${year}-01-01`); day <= dayOf(`${year}-12-31`); day += 1, days += 1) {
        for (const name of ['outside-business-hours', 'outside-batch']) {
          expect(covers(name, `${dateOf(day)}T10:00`), dateOf(day)).toBe(!calendar.isWorkday(day));
          expect(covers(name, `${dateOf(day)}T20:00`), dateOf(day)).toBe(true);
        }
      }
    }
    expect(days).toBeGreaterThanOrEqual(3 * 365);
  });
});

/** Whether a span holds at a moment, by Alertmanager's rules: every part that is stated must; ends are exclusive. */
function holds(span: TimeSpan, moment: string): boolean {
  const [date = '', time = ''] = moment.split('T');
  const [year = '', month = '', day = ''] = date.split('-');
  const names = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  const inRange = (ranges: readonly string[] | undefined, value: number, number: (text: string) => number) =>
    ranges?.some((range) => {
      const [first = '', last = first] = range.split(':');
      return number(first) <= value && value <= number(last);
    }) ?? true;
  return (
    inRange(span.years, Number(year), Number) &&
    inRange(span.months, Number(month), Number) &&
    inRange(span.days_of_month, Number(day), Number) &&
    inRange(span.weekdays, weekday, (name) => names.indexOf(name)) &&
    (span.times?.some(({ start_time, end_time }) => start_time <= time && time < end_time) ?? true)
  );
}

describe('inhibition', () => {
  const silenced = (source: Record<string, string>, target: Record<string, string>) =>
    inhibitRules.some(
      ({ source_matchers, target_matchers, equal }) =>
        source_matchers.every((matcher) => matches(matcher, source)) &&
        target_matchers.every((matcher) => matches(matcher, target)) &&
        equal.every((label) => (source[label] ?? '') === (target[label] ?? '')),
    );
  const clock = (level: string, more: Record<string, string> = {}) => ({
    alertname: 'StatutoryClock',
    network: 'court-net',
    system: 'smart-court',
    clock: 'cr-trial1',
    scope: 'clock',
    mode: 'procedural',
    level,
    ...more,
  });

  it('a network that is down silences its own systems, channels and clocks, and nobody else’s', () => {
    const down = { alertname: 'NetworkDown', network: 'court-net', scope: 'network' };
    for (const scope of ['system', 'channel', 'clock', 'platform']) {
      expect(silenced(down, { alertname: 'Any', network: 'court-net', scope })).toBe(true);
      expect(silenced(down, { alertname: 'Any', network: 'police-net', scope })).toBe(false);
    }
    expect(silenced(down, { alertname: 'DeadMan', network: 'court-net', scope: 'network' })).toBe(false);
  });

  it.each([
    ['over', 'red', true],
    ['over', 'yellow', true],
    ['red', 'orange', true],
    ['red', 'yellow', true],
    ['orange', 'yellow', true],
    ['orange', 'red', false],
    ['yellow', 'orange', false],
    ['red', 'red', false],
  ])('a clock at %s silences %s: %s', (higher, lower, expected) => {
    expect(silenced(clock(higher), clock(lower))).toBe(expected);
  });

  it('custody is silenced by no level, and no clock by that of another system or kind', () => {
    expect(silenced(clock('over', { mode: 'custody' }), clock('red', { mode: 'custody' }))).toBe(false);
    expect(silenced(clock('over'), clock('red', { system: 'internet-court' }))).toBe(false);
    expect(silenced(clock('over'), clock('red', { clock: 'cr-trial2' }))).toBe(false);
  });

  it('names alerts that there are', () => {
    const names = new Set(referenceRules.flatMap(([, rules]) => alertsOf(rules).map(({ name }) => name)));
    const named = inhibitRules.flatMap(({ source_matchers, target_matchers }) =>
      [...source_matchers, ...target_matchers].flatMap(
        (one) => /^alertname=~?"(.+)"$/.exec(one)?.[1]?.split('|') ?? [],
      ),
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name) => !names.has(name))).toEqual([]);
  });
});

function matches(matcher: string, labels: Readonly<Record<string, string>>): boolean {
  const [, label = '', operator, value = ''] = /^(\w+)(=~|=)"(.*)"$/.exec(matcher) ?? [];
  const found = labels[label] ?? '';
  return operator === '=' ? found === value : new RegExp(`^(?:${value})$`).test(found);
}
