import type { ProblemKind } from '../../../stacks/model/validate/kinds.ts';
import { absent, type Changes, valueAt } from '../../kit/changed.ts';
import { smallSite, text } from '../../kit/small-site.ts';

/** A wrong declaration: what is changed of the small site, and where loading must say which kind of fault. */
export interface WrongDeclaration {
  readonly kind: ProblemKind;
  readonly at: string;
  readonly changes: Changes;
  /** Kinds that the same change rightly raises elsewhere. */
  readonly also: readonly ProblemKind[];
}

const wrong = (kind: ProblemKind, at: string, changes: Changes, ...also: ProblemKind[]): WrongDeclaration => ({
  kind,
  at,
  changes,
  also,
});

/** The value at the same place is the wrong one. */
const value = (kind: ProblemKind, at: string, to: unknown, ...also: ProblemKind[]): WrongDeclaration =>
  wrong(kind, at, { [at]: to }, ...also);

const of = (path: string) => valueAt(smallSite, path) as Record<string, unknown>;

const court = 'systems.smart-court.placements.court-net';
const outer = 'systems.litigation-front.placements.outer-net';
const long = (length: number) => 'a'.repeat(length);

const structure = [
  value('missing-field', 'networks.court-net.exposure', absent),
  value('missing-field', 'flows[2].purpose', absent),
  value('missing-field', 'clocks', absent),
  value('missing-field', 'networks.court-net.segments.ops', absent),
  value('wrong-type', 'channels.filing.port', '9443'),
  value('wrong-type', 'systems.smart-court.personalInformation', 'yes'),
  value('wrong-type', 'flows', {}),
  value('wrong-type', 'networks.court-net.clusters.main.workerNodes', 2.5),
  value('wrong-type', 'clocks.cr-detain.warningHours', [24, 8, 2, 1]),
  wrong('unknown-field', 'networks.court-net.adresses', { 'networks.court-net.adresses': {} }),
  wrong('unknown-field', 'networks.court-net.segments.dmz', { 'networks.court-net.segments.dmz': {} }),
  wrong('unknown-field', 'network', { network: {} }),
  value('unknown-value', 'systems.smart-court.mlpsLevel', 5),
  value('unknown-value', 'channels.filing.device', 'diode'),
  value('unknown-value', 'networks.court-net.stateBackend.kind', 'etcd'),
  value('blank-text', 'systems.smart-court.name.zh', '  '),
  value('empty-list', 'networks.court-net.clusters.main.zones', []),
  value('number-out-of-range', 'channels.filing.port', 70_000),
  value('number-out-of-range', 'networks.court-net.clusters.main.controlPlaneNodes', 0, 'even-control-plane'),
  value('number-out-of-range', 'systems.smart-court.availability.objectivePercent', 100),
  value('bad-date', 'guardPeriods[0].to', '2026-02-30'),
  value('bad-date', 'channels.filing.expires', 'next year'),
];

const identifiers = [
  value('not-a-dns-label', 'id', 'Small_Site'),
  wrong('not-a-dns-label', 'systems.Smart_Court', { 'systems.Smart_Court': of('systems.evidence-chain') }),
  wrong('not-a-dns-label', `${court}.components.Api`, { [`${court}.components.Api`]: { kind: 'api' } }),
  wrong('not-a-dns-label', 'networks.court-net.peers.-bank', {
    'networks.court-net.peers.-bank': of('networks.court-net.peers.bank'),
  }),
  wrong('bad-id', 'duties["RB D05"]', { 'duties["RB D05"]': of('duties.RB-D05') }),
  wrong('reserved-id', 'systems.kube-court', { 'systems.kube-court': of('systems.evidence-chain') }),
  wrong(
    'id-taken',
    'classifiedNetworks.court-net',
    { 'classifiedNetworks.court-net': of('classifiedNetworks.court-secret') },
    'R9',
  ),
  value('id-taken', 'guardPeriods[1].id', 'national-day'),
  wrong('name-too-long', `channels.${long(60)}`, {
    [`channels.${long(60)}`]: { ...of('channels.service'), port: 9555, payloads: of('channels.service.payloads') },
    'exchanges.X14.routes[1]': {
      ...of('exchanges.X14.routes[0]'),
      via: [long(60)],
    },
  }),
  wrong('name-too-long', `systems.${long(60)}`, {
    [`systems.${long(60)}`]: { ...of('systems.bank-registry') },
    [`images["${long(60)}/connector"]`]: `sha256:${'9'.repeat(64)}`,
  }),
  value('duplicate-entry', 'networks.court-net.clusters.main.zones[2]', 'a'),
  value('duplicate-entry', 'posts.audit.networks[2]', 'court-net'),
];

const references = [
  wrong('unknown-network', `systems.evidence-chain.placements.court-nett`, {
    'systems.evidence-chain.placements.court-nett': { components: {}, expires: '2027-01-01' },
  }),
  value('unknown-network', 'flows[2].network', 'curt-net', 'R1'),
  value('unknown-network', 'posts.system.networks[2]', 'police-net'),
  value('unknown-network', 'crossings[0].to', 'prison-net', 'R6'),
  value('unknown-system', 'flows[1].to', 'litigation-frnt/api'),
  value('unknown-system', 'systems.evidence-chain.hosts[1]', 'smart-procuratorate'),
  value('unknown-system', 'assets.case-files.system', 'court'),
  value('unknown-component', 'flows[1].to', 'litigation-front/apii'),
  value('unknown-component', 'exchanges.X13.routes[0].to.component', 'smart-court/search'),
  value('unknown-channel', 'exchanges.X13.routes[0].via[0]', 'fileing', 'payload-without-route'),
  value('unknown-channel', 'flows[4].to', 'channel:servic'),
  value('unknown-channel', 'channels.filing.returnChannel', 'receipts'),
  value('unknown-post', 'systems.smart-court.dataSecurityOfficer', 'nobody'),
  value('unknown-post', 'channels.filing.approvedBy', 'nobody'),
  value('unknown-peer', 'flows[5].to', 'peer:banc'),
  value('unknown-exchange', 'channels.filing.payloads[0].exchange', 'X99', 'route-without-payload'),
  value('unknown-exchange', 'flows[4].exchange', 'X99'),
];

const addresses = [
  value('bad-cidr', 'networks.court-net.addresses.pods', '10.20.64.0'),
  value('bad-cidr', 'networks.court-net.addresses.pods', '10.20.64.0/33'),
  value('bad-cidr', 'networks.court-net.peers.bank.cidr', 'bank.example'),
  value('cidr-host-bits', 'networks.court-net.addresses.pods', '10.20.64.1/18'),
  value('cidr-host-bits', 'networks.court-net.addresses.loadBalancers', 'fd00::1/64'),
  wrong('address-overlap', 'networks.court-net.addresses.services', {
    'networks.court-net.addresses.services': '10.20.96.0/21',
  }),
  value('address-overlap', 'networks.court-net.addresses.loadBalancers', '10.10.64.0/20'),
  value('public-range', 'networks.court-net.addresses.pods', '8.8.0.0/16'),
  value('family-mismatch', 'networks.court-net.addresses.services', 'fd00:20::/112'),
  value('range-too-small', 'networks.court-net.addresses.nodes', '10.20.0.0/30'),
  value('range-too-small', 'networks.court-net.addresses.pods', '10.20.64.0/22'),
  value('bad-device-address', 'channels.filing.from.deviceAddress', '10.10.17.11/32'),
  value('device-address-outside', 'channels.filing.from.deviceAddress', '10.20.17.99'),
  value('device-address-outside', 'channels.filing.from.spareDeviceAddress', '10.20.17.99'),
  value('spare-device-is-device', 'channels.filing.from.spareDeviceAddress', '10.10.17.11'),
  value('device-port-taken', 'channels.service.to.spareDeviceAddress', '10.10.17.11'),
  value('device-address-outside', 'channels.filing.from.deviceAddress', '10.10.18.0'),
  value('device-port-taken', 'channels.service.to.deviceAddress', '10.10.17.11'),
  value('peer-outside-range', 'networks.court-net.peers.bastion.cidr', '10.91.0.8/32'),
  wrong('peer-outside-range', 'networks.court-net.peers.exporter.cidr', {
    'networks.court-net.peers.exporter': {
      name: { zh: '指标', en: 'Metrics' },
      cidr: '10.91.0.8/32',
      kind: 'exporter',
    },
  }),
];

const networks = [
  value('bad-registry', 'networks.court-net.registry', 'https://registry.court.example'),
  value('bad-domain', 'networks.court-net.domain', 'court_net.example'),
  value('bad-variable-name', 'networks.court-net.kubeconfigVariable', '/etc/kubernetes/admin.conf'),
  wrong('bad-variable-name', 'networks.court-net.providerMirror.pathVariable', {
    'networks.court-net.providerMirror': { kind: 'filesystem', pathVariable: '/opt/providers' },
  }),
  ...['http://mirror.court.example/', 'https://mirror.court.example/providers', 'mirror.court.example/'].map((url) =>
    wrong('bad-mirror-url', 'networks.court-net.providerMirror.url', {
      'networks.court-net.providerMirror': { kind: 'network', url },
    }),
  ),
  wrong('bad-variable-name', 'networks.court-net.stateBackend.connectionVariable', {
    'networks.court-net.stateBackend': {
      kind: 'pg',
      connectionVariable: 'postgres://db',
      schema: 'court',
    },
  }),
  wrong('state-shared', 'networks.court-net.stateBackend', {
    'networks.court-net.stateBackend': { kind: 's3', bucket: 'state', endpoint: 'https://s3.example', region: 'cn' },
    'networks.outer-net.stateBackend': { kind: 's3', bucket: 'state', endpoint: 'https://s3.example', region: 'cn' },
  }),
  value('credentials-shared', 'networks.court-net.kubeconfigVariable', 'KUBECONFIG'),
].map((entry) =>
  entry.kind === 'credentials-shared'
    ? { ...entry, changes: { ...entry.changes, 'networks.outer-net.kubeconfigVariable': 'KUBECONFIG' } }
    : entry,
);

/** RFC 4253 6.6: its type and 32 bytes, each with its length before. */
const hostKey = (seed: number) => {
  const type = 'ssh-ed25519';
  const blob = Buffer.concat([Buffer.from([0, 0, 0, type.length]), Buffer.from(type), Buffer.from([0, 0, 0, 32])]);
  return `${type} ${Buffer.concat([blob, Buffer.alloc(32, seed)]).toString('base64')}`;
};
const machine = (seed: number, change: object = {}) => ({
  address: `10.20.0.1${seed}`,
  user: 'fadun',
  hostKeys: [hostKey(seed)],
  ...change,
});
const plane = (change: object = {}, first: object = {}) => ({
  'networks.court-net.controlPlane': {
    kind: 'kubeadm',
    hosts: { 'master-1': machine(1, first), 'master-2': machine(2), 'master-3': machine(3) },
    ...change,
  },
});
/** A control plane of three machines, well declared. */
export const wellDeclaredControlPlane: Changes = plane();

const onPlane = 'networks.court-net.controlPlane';
const onFirst = `${onPlane}.hosts.master-1`;
const controlPlanes = [
  wrong('control-plane-divided', `${onPlane}.hosts`, plane({ hosts: { 'master-1': machine(1) } })),
  wrong('control-plane-divided', `${onPlane}.hosts`, plane({ hosts: {} })),
  ...['kubernetes', '/', '/etc/../root', '/etc/kubernetes/', '/etc/$(id)', '/etc/a b'].map((folder) =>
    wrong('bad-folder', `${onPlane}.folder`, plane({ folder })),
  ),
  wrong('bad-folder', `${onPlane}.tools`, plane({ tools: '-x' })),
  ...['-oProxyCommand=id', 'a b', 'host;id', 'HOST', '10.20.0', '$(id)', 'host\nUser root'].map((address) =>
    wrong('bad-host-address', `${onFirst}.address`, plane({}, { address })),
  ),
  ...['-l', 'a b', 'Root', 'root;id', '%u', 'x'.repeat(40)].map((user) =>
    wrong('bad-user', `${onFirst}.user`, plane({}, { user })),
  ),
  ...[
    'ssh-dss AAAAB3NzaC1kc3MAAACB',
    'AAAAC3NzaC1lZDI1NTE5AAAAIAEBAQ==',
    `${hostKey(1)} comment`,
    `${hostKey(1)}\nother ${hostKey(2)}`,
    hostKey(1).replace('ssh-ed25519', 'ssh-rsa'),
    'ssh-ed25519 @@@@',
    '-----BEGIN OPENSSH PRIVATE KEY-----',
  ].map((key) => wrong('bad-host-key', `${onFirst}.hostKeys[0]`, plane({}, { hostKeys: [key] }))),
  wrong('host-key-shared', `${onPlane}.hosts.master-2.hostKeys[0]`, plane({}, { hostKeys: [hostKey(2)] })),
  wrong('host-outside-range', `${onFirst}.address`, plane({}, { address: '10.30.0.11' })),
  wrong('bad-host-address', `${onPlane}.bastion.address`, plane({ bastion: machine(9, { address: '_' }) })),
  wrong('host-outside-range', `${onPlane}.bastion.address`, plane({ bastion: machine(9) })),
  wrong('unknown-field', `${onFirst}.identityFile`, plane({}, { identityFile: '/root/.ssh/id_ed25519' })),
  wrong(
    'not-a-dns-label',
    `${onPlane}.hosts.Master_1`,
    plane({ hosts: { Master_1: machine(1), b: machine(2), c: machine(3) } }),
  ),
  wrong('unknown-value', `${onPlane}.kind`, plane({ kind: 'k3s' })),
  wrong('empty-list', `${onFirst}.hostKeys`, plane({}, { hostKeys: [] })),
  wrong('number-out-of-range', `${onFirst}.port`, plane({}, { port: 0 })),
];

const receiver = { organ: 'CRT', role: 'on-call', by: 'smart-court/api', path: '/alerts/court', tokenFile: 'token' };
const night = { id: 'night', weekdays: ['tuesday'], from: '01:00', to: '04:00' };
const alerted = (receivers: unknown[], maintenance: unknown[] = []) => ({
  'networks.court-net.alerting': { receivers, maintenance },
});
const receivers = 'networks.court-net.alerting.receivers';

const alerting = [
  wrong('receiver-not-reachable', `${receivers}[0].by`, alerted([{ ...receiver, by: 'litigation-front/api' }])),
  wrong('receiver-not-reachable', `${receivers}[0].by`, alerted([{ ...receiver, by: 'smart-court/database' }])),
  wrong('receiver-not-reachable', `${receivers}[0].by`, alerted([{ ...receiver, by: 'peer:bank' }])),
  wrong('receiver-twice', `${receivers}[1]`, alerted([receiver, { ...receiver, path: '/other' }])),
  wrong('bad-receiver-path', `${receivers}[0].path`, alerted([{ ...receiver, path: '/alerts?token=x' }])),
  wrong('bad-token-file', `${receivers}[0].tokenFile`, alerted([{ ...receiver, tokenFile: '../token' }])),
  value('bad-runbook-pages', 'runbookPages', 'http://runbooks.{domain}/fadun'),
  value('bad-runbook-pages', 'runbookPages', 'https://runbooks.{domain}/?token=x'),
  wrong(
    'bad-maintenance-window',
    'networks.court-net.alerting.maintenance[0]',
    alerted([receiver], [{ ...night, from: '22:00', to: '02:00' }]),
  ),
  wrong('unknown-value', `${receivers}[0].role`, alerted([{ ...receiver, role: 'driver' }])),
];

const levels = [
  value('network-without-cluster', 'networks.court-net.clusters', {}),
  value('even-control-plane', 'networks.court-net.clusters.main.controlPlaneNodes', 2),
  value('region-outside-mainland', 'region', 'eu-west-1'),
  value('region-outside-mainland', 'networks.court-net.clusters.main.region', 'cn-hongkong'),
  wrong(
    'cluster-level-too-low',
    court,
    {
      'networks.court-net.clusters.main.mlpsLevel': 2,
    },
    'segment-above-cluster',
  ),
  value('segment-above-cluster', 'networks.court-net.segments.ops.mlpsLevel', 4),
  wrong('segment-level-too-low', court, { 'networks.court-net.segments.app.mlpsLevel': 2 }),
  wrong('segment-class-too-low', court, { 'networks.court-net.segments.data.dataClass': 'general' }),
  wrong('level-4-shares-pool', 'networks.court-net.clusters', {
    'networks.court-net.clusters.main.mlpsLevel': 4,
    ...Object.fromEntries(
      ['web', 'app', 'data'].map((segment) => [`networks.court-net.segments.${segment}.mlpsLevel`, 4]),
    ),
    'systems.smart-court.mlpsLevel': 4,
    'networks.court-net.segments.exchange.mlpsLevel': 4,
    'networks.outer-net.segments.exchange.mlpsLevel': 4,
    'networks.outer-net.clusters.main.mlpsLevel': 4,
  }),
];

const systems = [
  wrong('deployed-without-components', 'systems.evidence-chain.placements', {
    'systems.evidence-chain.kind': 'deployed',
    'systems.evidence-chain.hosts': absent,
    'systems.evidence-chain.mlpsLevel': 2,
  }),
  wrong('deployed-without-components', `${court}.components`, {
    [`${court}.components`]: {},
    [`${court}.entrance`]: absent,
    flows: [],
    exchanges: { X30: of('exchanges.X30') },
    channels: {},
  }),
  value('capability-without-host', 'systems.evidence-chain.hosts', []),
  value('host-not-deployed', 'systems.evidence-chain.hosts[0]', 'bank-registry'),
  value('host-not-deployed', 'systems.evidence-chain.hosts[0]', 'evidence-chain'),
  value('hosts-not-allowed', 'systems.smart-court.hosts', ['litigation-front']),
  wrong('placement-not-allowed', 'systems.evidence-chain.placements.court-net', {
    'systems.evidence-chain.placements.court-net': { components: {} },
  }),
  wrong('placement-not-allowed', 'systems.bank-registry.placements.court-net', {
    'systems.bank-registry.kind': 'programme',
  }),
  wrong('external-beyond-connector', 'systems.bank-registry.placements.court-net.components.worker', {
    'systems.bank-registry.placements.court-net.components.worker': {
      kind: 'worker',
      imageRepository: 'smart-court/worker',
    },
  }),
  value('placement-expired', `${court}.expires`, '2026-04-30'),
  wrong('entrance-without-gateway', `${outer}.entrance`, {
    [`${outer}.components.gateway.kind`]: 'web',
    'images["litigation-front/web"]': `sha256:${'9'.repeat(64)}`,
  }),
  value('bad-schedule', `${court}.components.report.schedule`, '30 25 * * *'),
  value('bad-schedule', `${court}.components.report.schedule`, 'daily'),
  value('schedule-on-store', `${court}.components.database.schedule`, '0 2 * * *'),
  value('storage-on-stateless', `${court}.components.api.storageGi`, 10),
  value('filing-missing', 'systems.smart-court.filing', absent),
  value('filing-in-future', 'systems.smart-court.filing.date', '2026-06-01'),
  value('filing-number-taken', 'systems.smart-court.filing.number', 'F-0001'),
  value('officer-missing', 'systems.smart-court.dataSecurityOfficer', absent),
  value('officer-without-role', 'systems.smart-court.dataSecurityOfficer', 'audit'),
];

const images = [
  value('bad-digest', 'images["smart-court/api"]', 'latest'),
  wrong('bad-repository', 'images["Smart-Court/api:1"]', { 'images["Smart-Court/api:1"]': `sha256:${'9'.repeat(64)}` }),
  value('bad-repository', `${court}.components.api.imageRepository`, 'court/api@latest'),
  wrong('image-missing', `${court}.components.api`, { 'images["smart-court/api"]': absent }),
];

const flows = [
  value('bad-flow-end', 'flows[3].to', 'smart-court'),
  value('bad-flow-end', 'exchanges.X13.routes[0].to.component', 'the court'),
  wrong('self-flow', 'flows[3]', { 'flows[3].from': 'smart-court/database' }),
  wrong('duplicate-flow', 'flows[6]', { 'flows[6]': { ...of('flows[3]'), protocol: 'TCP', purpose: text('Again') } }),
  value('port-not-served', 'flows[3].port', 3306),
  value('port-not-served', 'flows[5].port', 8080),
  value('port-not-served', 'flows[4].port', 22),
  wrong('flow-without-component', 'flows[5]', { 'flows[5].from': 'peer:terminals' }),
  value('flow-against-channel', 'flows[4].to', 'channel:filing'),
  wrong('public-flow-past-gateway', 'flows[0].to', { 'flows[0].to': 'litigation-front/api' }),
];

const channels = [
  value('crossing-within-network', 'crossings[2]', { from: 'court-net', to: 'court-net', devices: ['fw'] }),
  value('duplicate-crossing', 'crossings[2]', { from: 'outer-net', to: 'court-net', devices: ['fw'] }),
  wrong(
    'channel-within-network',
    'channels.filing.to.network',
    { 'channels.filing.to.network': 'outer-net', 'channels.filing.to.deviceAddress': '10.10.17.21' },
    'return-channel-mismatch',
    'route-broken',
  ),
  value('channel-expired', 'channels.filing.expires', '2026-05-01'),
  value('channel-expiry-too-far', 'channels.filing.expires', '2028-06-01'),
  wrong('approver-is-requester', 'channels.filing.approvedBy', {
    'channels.filing.requestedBy': 'security',
    'posts.security.roles[1]': 'requester',
  }),
  value('approver-without-role', 'channels.filing.approvedBy', 'audit'),
  value('requester-without-role', 'channels.filing.requestedBy', 'officer'),
  value('return-channel-mismatch', 'channels.service.returnChannel', 'sharing'),
  value('duplicate-payload', 'channels.filing.payloads[1]', of('channels.filing.payloads[0]')),
  value('payload-without-route', 'channels.service.payloads[1]', of('channels.filing.payloads[0]')),
].map((entry) =>
  entry.kind === 'return-channel-mismatch'
    ? { ...entry, changes: { 'channels.service.returnChannel': 'service' }, also: ['R4'] as const }
    : entry.kind === 'payload-without-route'
      ? { ...entry, at: `${entry.at}.exchange` }
      : entry,
);

const exchanges = [
  value('route-broken', 'exchanges.X13.routes[0].to.network', 'outer-net', 'R1'),
  value('route-against-direction', 'exchanges.X21.routes[0].via[0]', 'service', 'route-without-payload'),
  wrong('route-without-payload', 'exchanges.X21.routes[0].via[0]', { 'exchanges.X21.routes[0].via[0]': 'filing' }),
  wrong('relay-missing', 'exchanges.X13.routes[1].via[0]', {
    'exchanges.X13.routes[1]': {
      from: { network: 'outer-net', component: 'litigation-front/api' },
      via: ['filing', 'service'],
      to: { network: 'outer-net', component: 'litigation-front/gateway' },
    },
    'channels.service.payloads[1]': of('channels.filing.payloads[0]'),
  }),
  value('refused-with-routes', 'exchanges.X30.routes', of('exchanges.X37.routes')),
  wrong('declared-without-routes', 'exchanges.X37.routes', {
    'exchanges.X37.status': 'declared',
    'exchanges.X37.routes': [],
  }),
];

const assets = [
  value('asset-fields-missing', 'assets.case-files.fields', []),
  value('asset-class-above-system', 'assets.case-files.dataClass', 'core'),
  wrong('personal-information-undeclared', 'assets.case-files.personalInformation', {
    'systems.smart-court.personalInformation': false,
  }),
  value('backup-outlives-asset', 'assets.case-files.backup.retentionDays', 9999),
  value('important-data-shared-freely', 'assets.case-files.sharing', 'unconditional'),
];

const clock = 'clocks.cr-detain';
const clocks = [
  value('versions-unsorted', `${clock}.versions[1].effectiveFrom`, '2012-01-01'),
  value('warnings-not-descending', `${clock}.warningHours`, [2, 8, 24]),
  value('warnings-not-descending', `${clock}.warningHours`, [24, 24, 2]),
  value('warnings-not-descending', `${clock}.warningHours`, [24, 2, 2]),
  value('versions-unsorted', `${clock}.versions[1].effectiveFrom`, '2013-01-01'),
  value('duplicate-branch', `${clock}.versions[1].branches[1].id`, 'extended'),
  value('fractional-limit', `${clock}.versions[1].limit.count`, 1.5),
  value('custody-in-working-days', `${clock}.versions[1].limit.unit`, 'working-day'),
];

const posts = [
  wrong('duty-without-post', 'duties.RB-D05.roles', { 'duties.RB-D05.roles': ['ONC'] }),
  value('bad-runbook-id', 'duties.RB-D05.runbook', 'Check backups'),
  value('administrators-not-separated', 'posts.system.roles', ['system-admin', 'audit-admin']),
  wrong('administrator-missing', 'networks.court-net', { 'posts.audit.networks': ['outer-net'] }),
];

const guardPeriods = [
  value('period-reversed', 'guardPeriods[0].to', '2026-09-01'),
  wrong('period-overlap', 'guardPeriods[1]', { 'guardPeriods[1].from': '2026-10-08' }),
];

const crossingRules = [
  wrong('R1', 'flows[3].from', { 'flows[3].from': 'litigation-front/api' }),
  wrong(
    'R1',
    'flows[4].to',
    {
      'flows[4].network': 'outer-net',
      'flows[4].from': 'litigation-front/gateway',
      'flows[4].to': 'channel:inner',
      'networks.third-net': {
        ...of('networks.court-net'),
        addresses: Object.fromEntries(
          Object.entries(of('networks.court-net.addresses')).map(([field, range]) => [
            field,
            String(range).replace('10.20.', '10.30.'),
          ]),
        ),
        peers: {},
        registry: 'registry.third.example',
        timeSource: 'ntp.third.example',
        domain: 'third.example',
        identityProvider: 'https://id.third.example',
        kubeconfigVariable: 'THIRD_KUBECONFIG',
      },
      'posts.system.networks[2]': 'third-net',
      'posts.security.networks[2]': 'third-net',
      'posts.audit.networks[2]': 'third-net',
      'crossings[2]': { from: 'court-net', to: 'third-net', devices: ['fw'] },
      'channels.inner': {
        ...of('channels.service'),
        from: { network: 'court-net', deviceAddress: '10.20.17.14' },
        to: { network: 'third-net', deviceAddress: '10.30.17.14' },
        device: 'fw',
        payloads: [{ exchange: 'X37', schemas: ['seal@1'], dataClass: 'general', style: 'message' }],
      },
      'exchanges.X37.status': 'declared',
      'exchanges.X37.routes[0]': {
        from: { network: 'court-net', component: 'smart-court/api' },
        via: ['inner'],
        to: { network: 'third-net', component: 'peer:none' },
      },
    },
    'unknown-peer',
  ),
  value('R1', 'exchanges.X13.routes[0].via', [], 'payload-without-route'),
  wrong('R1', 'exchanges.X13.routes[0]', { 'exchanges.X13.status': 'intra-network' }),
  value('R1', 'networks.court-net.peers.bank.cidr', '10.10.0.0/24'),
  value('R1', 'networks.court-net.registry', smallSite.networks['outer-net'].registry),
  value('R1', 'networks.court-net.identityProvider', smallSite.networks['outer-net'].identityProvider),
  value('R2', 'channels.filing.productCertificate', ''),
  value('R2', 'channels.filing.payloads[0].schemas', []),
  value('R2', 'channels.filing.checks.signature', false),
  value('R2', 'channels.filing.checks.antivirus', false),
  value('R2', 'channels.sharing.payloads', [], 'route-without-payload'),
  value('R3', 'channels.filing.payloads[0].dataClass', 'core'),
  wrong('R3', 'channels.filing.maxDataClass', { 'networks.court-net.segments.exchange.dataClass': 'general' }),
  wrong('R3', 'exchanges.X13.routes[0].via[0]', { 'networks.court-net.segments.exchange.mlpsLevel': 2 }),
  wrong('R4', 'channels.filing.direction', { 'channels.filing.direction': 'both' }, 'R6'),
  value('R4', 'channels.filing.payloads[0].style', 'request-response'),
  value('R5', 'channels.sharing.payloads[0].style', 'request-response'),
  value('R5', 'channels.filing.device', 'diode-out', 'R6'),
  wrong('R5', 'flows[2]', {
    'networks.court-net.peers.terminals': { ...of('networks.court-net.peers.bank'), cidr: '10.20.17.11/32' },
  }),
  value('R6', 'channels.filing.device', 'fw'),
  wrong('R6', 'channels.filing.device', { 'crossings[0].devices': ['gap'] }),
  wrong('R7', 'networks.outer-net.addresses.loadBalancers', { 'networks.outer-net.exposure': 'extranet' }),
  value('R7', `${court}.entrance`, 'public'),
  value('R7', 'networks.court-net.peers.bank.kind', 'public'),
  wrong('R8', 'flows[2]', {
    'networks.court-net.peers.terminals': { ...of('networks.court-net.peers.bank'), cidr: '10.20.18.64/26' },
  }),
  value('R9', 'channels.filing.to.network', 'court-secret', 'R6', 'return-channel-mismatch', 'route-broken'),
  value('R9', 'posts.system.networks[2]', 'court-secret'),
  value('R9', 'flows[2].network', 'court-secret', 'R1'),
  wrong('R9', 'systems.evidence-chain.placements.court-secret', {
    'systems.evidence-chain.placements.court-secret': { components: {}, expires: '2027-01-01' },
  }),
];

/** Every kind of wrong declaration at least once, one fault each. */
export const wrongDeclarations: readonly WrongDeclaration[] = [
  ...structure,
  ...identifiers,
  ...references,
  ...addresses,
  ...networks,
  ...controlPlanes,
  ...alerting,
  ...levels,
  ...systems,
  ...images,
  ...flows,
  ...channels,
  ...exchanges,
  ...assets,
  ...clocks,
  ...posts,
  ...guardPeriods,
  ...crossingRules,
];
