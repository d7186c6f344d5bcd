import type { NetworkContext } from '../../context.ts';
import { componentNamespace } from '../../model/names.ts';
import type { Alerting, AlertReceiver } from '../../model/network.ts';
import type { Role } from '../../model/person.ts';
import { componentProfiles } from '../../model/profiles.ts';
import type { Organ } from '../../model/vocabulary.ts';
import { certificateFolder } from '../collector/network-collector.ts';
import { type InhibitRule, inhibitRules } from './inhibition.ts';
import {
  endingHours,
  guardInterval,
  maintenance,
  outside,
  type TimeInterval,
  timeIntervals,
} from './time-intervals.ts';

/** A node of Alertmanager's routing tree; what it lacks it has from its parent. */
export interface Route {
  readonly receiver?: string;
  readonly matchers?: readonly string[];
  readonly continue?: true;
  readonly group_by?: readonly string[];
  readonly group_wait?: string;
  readonly group_interval?: string;
  readonly repeat_interval?: string;
  readonly mute_time_intervals?: readonly string[];
  readonly active_time_intervals?: readonly string[];
  readonly routes?: readonly Route[];
}

interface Webhook {
  readonly url: string;
  readonly send_resolved: true;
  readonly max_alerts: number;
  readonly http_config: {
    readonly authorization: { readonly type: 'Bearer'; readonly credentials_file: string };
    readonly tls_config: { readonly ca_file: string; readonly min_version: 'TLS12' };
    readonly follow_redirects: false;
  };
}

/** Alertmanager's configuration of one network, as its file states it. */
export interface AlertmanagerConfiguration {
  readonly global: { readonly resolve_timeout: string };
  readonly route: Route;
  readonly inhibit_rules: readonly InhibitRule[];
  readonly receivers: readonly { readonly name: string; readonly webhook_configs?: readonly Webhook[] }[];
  readonly time_intervals: readonly TimeInterval[];
}

const nobody: Alerting = { receivers: [], maintenance: [] };

/** Receiver of what nobody is declared for: alerts are shown, and reach no one. */
const shownOnly = 'shown-only';

/** Heartbeats go to where the owner’s shift looks, on a path of their own: there silence raises the alarm. */
const heartbeat = 'heartbeat';

/** The name of a receiver: `crt-on-call`. */
export function receiverName(organ: Organ, role: Role): string {
  return `${organ.toLowerCase()}-${role}`;
}

/** Who is told what in one network, by organ and role, as the site declares it. */
export function alertmanagerConfiguration(context: NetworkContext): AlertmanagerConfiguration {
  const { site, network } = context;
  const alerting = network.alerting ?? nobody;
  const organs = [...Map.groupBy(alerting.receivers, ({ organ }) => organ)];
  const fallback = receiverOf(alerting, network.owner, 'on-call') ?? shownOnly;
  const watch = alerting.receivers.find(({ organ, role }) => organ === network.owner && role === 'on-call');
  return {
    global: { resolve_timeout: '5m' },
    route: {
      receiver: fallback,
      group_by: ['alertname', 'network', 'owner', 'system', 'channel', 'clock'],
      group_wait: '30s',
      group_interval: '5m',
      repeat_interval: '4h',
      routes: [
        heartbeatRoute(watch ? heartbeat : shownOnly),
        ...guardRoutes(context, alerting),
        ...organs.flatMap(([organ]) => organRoutes(alerting, organ)),
        // Once a route with `continue` has matched, the root's receiver is out of reach: what is left is caught here.
        { receiver: fallback },
      ],
    },
    inhibit_rules: inhibitRules,
    receivers: [
      { name: shownOnly },
      ...(watch ? [{ name: heartbeat, webhook_configs: [webhook(context, watch, '/heartbeat')] }] : []),
      ...alerting.receivers.map((receiver) => ({
        name: receiverName(receiver.organ, receiver.role),
        webhook_configs: [webhook(context, receiver)],
      })),
    ],
    time_intervals: timeIntervals(site.guardPeriods, alerting.maintenance),
  };
}

function heartbeatRoute(receiver: string): Route {
  return {
    matchers: ['severity="heartbeat"'],
    receiver,
    group_wait: '0s',
    group_interval: '1m',
    repeat_interval: '5m',
  };
}

/** During a protection period (重保) the unit leader hears everything, twice an hour until it is settled. */
function guardRoutes({ site, network }: NetworkContext, alerting: Alerting): Route[] {
  const leader = receiverOf(alerting, network.owner, 'unit-leader');
  if (!leader || site.guardPeriods.length === 0) return [];
  return [
    {
      matchers: ['severity=~"critical|warning"'],
      receiver: leader,
      active_time_intervals: [guardInterval],
      group_wait: '10s',
      group_interval: '1m',
      repeat_interval: '30m',
      continue: true,
    },
  ];
}

/** An organ's alerts by role; what is critical for another role calls the organ's shift as well. */
function organRoutes(alerting: Alerting, organ: Organ): Route[] {
  const own = alerting.receivers.filter((receiver) => receiver.organ === organ);
  const onCall = receiverOf(alerting, organ, 'on-call');
  const first = receiverName(organ, own[0]!.role);
  const waits = alerting.maintenance.map(maintenance);
  const byRole = own
    .filter(({ role }) => role !== 'on-call')
    .map(
      ({ role }): Route => ({
        matchers: [`role="${role}"`],
        receiver: receiverName(organ, role),
        routes: urgency(waits),
      }),
    );
  const roles = byRole.length === 0 ? '' : own.map(({ role }) => role).join('|');
  return [
    ...(onCall && byRole.length > 0
      ? [
          {
            matchers: [`owner="${organ}"`, 'severity="critical"', 'role!="on-call"', `role=~"${roles}"`],
            receiver: onCall,
            group_wait: '10s',
            repeat_interval: '1h',
            continue: true as const,
          },
        ]
      : []),
    { matchers: [`owner="${organ}"`], receiver: onCall ?? first, routes: [...byRole, ...urgency(waits)] },
  ];
}

/** Critical at once and each hour; warnings outside maintenance, and in the hours in which a system is promised. */
function urgency(waits: readonly string[]): Route[] {
  const calm = { group_wait: '2m', repeat_interval: '12h' };
  return [
    { matchers: ['severity="critical"'], group_wait: '10s', repeat_interval: '1h' },
    ...endingHours.map(
      (hours): Route => ({
        matchers: ['severity="warning"', `hours="${hours}"`],
        ...calm,
        mute_time_intervals: [outside(hours), ...waits],
      }),
    ),
    { matchers: ['severity="warning"'], ...calm, ...(waits.length > 0 && { mute_time_intervals: waits }) },
  ];
}

function receiverOf({ receivers }: Alerting, organ: Organ, role: Role): string | undefined {
  return receivers.some((receiver) => receiver.organ === organ && receiver.role === role)
    ? receiverName(organ, role)
    : undefined;
}

/** The address holds no secret: the token stands in a file of the network's own Secret. */
function webhook(context: NetworkContext, { by, path, tokenFile }: AlertReceiver, below = ''): Webhook {
  return {
    url: `https://${receiverHost(context, by)}${path}${below}`,
    send_resolved: true,
    max_alerts: 100,
    http_config: {
      authorization: { type: 'Bearer', credentials_file: `${certificateFolder}/${tokenFile}` },
      tls_config: { ca_file: `${certificateFolder}/ca.crt`, min_version: 'TLS12' },
      follow_redirects: false,
    },
  };
}

function receiverHost({ site, networkId }: NetworkContext, by: string): string {
  const [system = '', name = ''] = by.split('/');
  const component = site.systems[system]!.placements[networkId]!.components[name]!;
  return `${name}.${componentNamespace(system, component)}.svc:${componentProfiles[component.kind].ports[0]!.port}`;
}
