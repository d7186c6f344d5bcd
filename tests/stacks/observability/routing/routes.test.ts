import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { alertLabels } from '../../../../stacks/observability/rules/rule-files.ts';
import { checkedConfigs, receiversOf, writeAlertmanagerFile } from '../../../kit/amtool.ts';
import { missingTool, promtoolFolder } from '../../../kit/promtool.ts';
import { alertsOf, referenceRules, referenceSite } from '../../../kit/reference-rules.ts';

const missing = missingTool('amtool');
const folder = promtoolFolder();
const networks = Object.keys(referenceSite.networks);

type Row = readonly [network: string, labels: string, receivers: string];

/**
 * Who hears what, written down by hand. During a protection period the unit leader of the network's owner hears
 * everything besides; amtool names that receiver first, and it is silent outside the period.
 */
const table: readonly Row[] = [
  // The shift of the organ that keeps the network.
  ['court-net', 'owner=CRT role=on-call severity=critical', 'crt-unit-leader,crt-on-call'],
  ['court-net', 'owner=CRT role=on-call severity=warning', 'crt-unit-leader,crt-on-call'],
  ['court-net', 'owner=CRT role=on-call severity=warning hours=24x7', 'crt-unit-leader,crt-on-call'],
  ['court-net', 'owner=CRT role=on-call severity=warning hours=business-hours', 'crt-unit-leader,crt-on-call'],
  ['police-net', 'owner=POL role=on-call severity=critical', 'pol-unit-leader,pol-on-call'],
  ['police-video-net', 'owner=POL role=on-call severity=critical', 'pol-unit-leader,pol-on-call'],
  ['procuratorate-net', 'owner=PRO role=on-call severity=critical', 'pro-unit-leader,pro-on-call'],
  ['justice-net', 'owner=JUS role=on-call severity=critical', 'jus-unit-leader,jus-on-call'],
  ['prison-net', 'owner=JUS role=on-call severity=critical', 'jus-unit-leader,jus-on-call'],
  ['zhengfa-net', 'owner=PLC role=on-call severity=critical', 'plc-unit-leader,plc-on-call'],
  ['gov-extranet-private', 'owner=GOV role=on-call severity=critical', 'gov-unit-leader,gov-on-call'],
  ['court-external-net', 'owner=CRT role=on-call severity=critical', 'crt-unit-leader,crt-on-call'],
  // Roles: a warning goes to the role alone, what is critical calls the shift as well.
  ['court-net', 'owner=CRT role=system-admin severity=warning', 'crt-unit-leader,crt-system-admin'],
  ['court-net', 'owner=CRT role=security-admin severity=warning', 'crt-unit-leader,crt-security-admin'],
  ['court-net', 'owner=CRT role=audit-admin severity=warning', 'crt-unit-leader,crt-audit-admin'],
  ['court-net', 'owner=CRT role=data-security-officer severity=warning', 'crt-unit-leader,crt-data-security-officer'],
  ['court-net', 'owner=CRT role=system-admin severity=critical', 'crt-unit-leader,crt-on-call,crt-system-admin'],
  ['court-net', 'owner=CRT role=security-admin severity=critical', 'crt-unit-leader,crt-on-call,crt-security-admin'],
  ['court-net', 'owner=CRT role=audit-admin severity=critical', 'crt-unit-leader,crt-on-call,crt-audit-admin'],
  [
    'police-net',
    'owner=POL role=data-security-officer severity=critical',
    'pol-unit-leader,pol-on-call,pol-data-security-officer',
  ],
  ['police-net', 'owner=POL role=unit-leader severity=warning', 'pol-unit-leader,pol-unit-leader'],
  // Custody: the leader is told of a breach, and the shift is called.
  [
    'police-net',
    'owner=POL role=unit-leader severity=critical scope=clock mode=custody',
    'pol-unit-leader,pol-on-call,pol-unit-leader',
  ],
  [
    'zhengfa-net',
    'owner=POL role=on-call severity=critical scope=clock mode=custody level=yellow',
    'plc-unit-leader,pol-on-call',
  ],
  // Clocks reach the organ that holds the case, in the network in which all limits are watched.
  ['zhengfa-net', 'owner=PRO role=on-call severity=critical scope=clock level=red', 'plc-unit-leader,pro-on-call'],
  ['zhengfa-net', 'owner=CRT role=on-call severity=warning scope=clock level=orange', 'plc-unit-leader,crt-on-call'],
  ['zhengfa-net', 'owner=JUS role=on-call severity=warning scope=clock level=yellow', 'plc-unit-leader,jus-on-call'],
  ['zhengfa-net', 'owner=GOV role=on-call severity=critical scope=clock level=over', 'plc-unit-leader,gov-on-call'],
  // A guest organ has its shift there and nobody else: its other roles are told by the shift.
  [
    'zhengfa-net',
    'owner=POL role=unit-leader severity=critical scope=clock mode=custody level=over',
    'plc-unit-leader,pol-on-call',
  ],
  ['zhengfa-net', 'owner=CRT role=system-admin severity=warning', 'plc-unit-leader,crt-on-call'],
  ['internet-zone', 'owner=CRT role=on-call severity=critical', 'gov-unit-leader,crt-on-call'],
  ['internet-zone', 'owner=JUS role=on-call severity=critical', 'gov-unit-leader,jus-on-call'],
  ['internet-zone', 'owner=JUS role=audit-admin severity=critical', 'gov-unit-leader,jus-on-call'],
  ['internet-zone', 'owner=PLC role=system-admin severity=warning', 'gov-unit-leader,plc-on-call'],
  [
    'internet-zone',
    'owner=GOV role=security-admin severity=critical',
    'gov-unit-leader,gov-on-call,gov-security-admin',
  ],
  [
    'gov-extranet-public',
    'owner=JUS role=on-call severity=warning hours=business-hours',
    'gov-unit-leader,jus-on-call',
  ],
  ['gov-extranet-public', 'owner=PLC role=on-call severity=warning hours=7x12', 'gov-unit-leader,plc-on-call'],
  // An organ that is not told in a network: whoever keeps the network is.
  ['court-net', 'owner=POL role=on-call severity=critical', 'crt-unit-leader,crt-on-call'],
  ['police-net', 'owner=GOV role=system-admin severity=warning', 'pol-unit-leader,pol-on-call'],
  // The heartbeat has a path of its own, and is not for people.
  ['court-net', 'alertname=DeadMan severity=heartbeat owner=CRT role=on-call', 'heartbeat'],
  ['internet-zone', 'alertname=DeadMan severity=heartbeat owner=GOV role=on-call', 'heartbeat'],
  ['zhengfa-net', 'alertname=DeadMan severity=heartbeat owner=PLC role=on-call', 'heartbeat'],
  // What carries no label of ours reaches the shift.
  ['court-net', 'alertname=Stranger', 'crt-on-call'],
  ['internet-zone', 'alertname=Stranger severity=none', 'gov-on-call'],
];

const labelsOf = (text: string) => Object.fromEntries(text.split(' ').map((one) => one.split('=') as [string, string]));

describe('routes of the reference site, by amtool', () => {
  beforeEach(({ skip }) => skip(missing !== undefined, missing));
  afterAll(() => folder.close());

  it('check-config accepts the configuration of every network', () => {
    const output = checkedConfigs(networks.map((network) => writeAlertmanagerFile(folder.path, network)));
    expect(output.match(/SUCCESS/g)).toHaveLength(networks.length);
  });

  it(`lead each of ${table.length} label sets to the receivers that are written down`, () => {
    const found = table.map(([network, labels]): Row => {
      const file = writeAlertmanagerFile(folder.path, network);
      return [network, labels, receiversOf(file, { network, ...labelsOf(labels) })];
    });
    expect(found).toEqual(table);
    expect(table.length).toBeGreaterThanOrEqual(40);
  });

  it('lead every alert to a receiver with an address, and its owner’s if the owner has one there', () => {
    for (const [network, rules] of referenceRules) {
      const file = writeAlertmanagerFile(folder.path, network);
      const sets = new Map(
        alertsOf(rules).map((alert) => {
          const { severity, owner, role } = alertLabels(network, alert);
          return [`${severity} ${owner} ${role}`, { severity: severity!, owner: owner!, role: role! }];
        }),
      );
      for (const set of sets.values()) {
        const told = receiversOf(file, set);
        expect(told, network).not.toContain('shown-only');
        if (set.severity !== 'heartbeat') expect(told, network).toContain(`${set.owner.toLowerCase()}-`);
      }
    }
  });
});
