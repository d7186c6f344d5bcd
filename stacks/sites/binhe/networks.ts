import { type NetworkFacts, networkFacts, type ReferenceNetworkId } from '../../catalogue/networks.ts';
import type {
  AddressPlan,
  Alerting,
  Architecture,
  ClassifiedNetwork,
  Network,
  Peer,
  Segment,
} from '../../model/network.ts';
import type { Role } from '../../model/person.ts';
import type { DataClass, Organ, SegmentKind } from '../../model/vocabulary.ts';

const region = 'cn-binhe-1';

/**
 * Network number i takes 10.i.0.0/16 for machines, 10.(100+i).0.0/16 for pods and 10.(200+i).0.0/16 for services.
 * The internet zone's entrances stand in a documentation range (RFC 5737): the city is fictional.
 */
const addressPlan = (index: number): AddressPlan => ({
  nodes: `10.${index}.0.0/22`,
  loadBalancers: index === 1 ? '203.0.113.0/24' : `10.${index}.4.0/24`,
  operations: `10.${index}.5.0/24`,
  devices: `10.${index}.8.0/24`,
  terminals: `10.${index}.16.0/20`,
  pods: `10.${100 + index}.0.0/16`,
  services: `10.${200 + index}.0.0/16`,
});

/** Peers that every network has: terminals, operators behind the bastion, Fadun's exporter, API servers, time source. */
const commonPeers = (index: number) =>
  ({
    terminals: {
      name: { zh: '办公终端', en: 'Office terminals' },
      cidr: `10.${index}.16.0/20`,
      kind: 'terminals',
    },
    operators: {
      name: { zh: '运维人员', en: 'Operators' },
      cidr: `10.${index}.5.0/24`,
      kind: 'bastion',
    },
    'api-server': {
      name: { zh: '集群接口服务器', en: 'API servers of the cluster' },
      cidr: `10.${index}.6.0/28`,
      ports: [{ port: 6443, protocol: 'TCP' }],
      kind: 'api-server',
    },
    exporter: {
      name: { zh: '法盾指标', en: 'Metrics of Fadun' },
      cidr: `10.${index}.5.10/32`,
      ports: [{ port: 9464, protocol: 'TCP' }],
      kind: 'exporter',
    },
    'time-source': {
      name: { zh: '北斗授时设备', en: 'BeiDou time source' },
      cidr: `10.${index}.6.32/32`,
      ports: [{ port: 123, protocol: 'UDP' }],
      kind: 'time-source',
    },
  }) as const satisfies Record<string, Peer>;

const external = (zh: string, en: string, cidr: string): Peer => ({
  name: { zh, en },
  cidr,
  ports: [{ port: 443, protocol: 'TCP' }],
  kind: 'external-system',
});

/** blackbox-exporter on a machine of the operations zone with a line of one carrier. */
const probe = (zh: string, en: string, cidr: string): Peer => ({
  name: { zh: `${zh}拨测`, en: `Probe on a line of ${en}` },
  cidr,
  ports: [{ port: 9115, protocol: 'TCP' }],
  kind: 'probe',
});

const segments = (dataClass: DataClass): Readonly<Record<SegmentKind, Segment>> => ({
  web: { mlpsLevel: 3, dataClass: 'important' },
  app: { mlpsLevel: 3, dataClass },
  data: { mlpsLevel: 3, dataClass },
  exchange: { mlpsLevel: 3, dataClass: 'important' },
  ops: { mlpsLevel: 3, dataClass: 'important' },
  security: { mlpsLevel: 3, dataClass: 'important' },
});

/** Everybody who acts in a network of their own unit. */
const ownRoles = [
  'on-call',
  'system-admin',
  'security-admin',
  'audit-admin',
  'data-security-officer',
  'unit-leader',
] as const satisfies readonly Role[];

/**
 * The network's own security centre takes the alerts and tells people (X26): all roles of the unit that keeps the network,
 * and the shift of each other organ whose systems or cases stand here.
 */
function alerting(owner: Organ, guests: readonly Organ[]): Alerting {
  const receiver = (organ: Organ, role: Role) => ({
    organ,
    role,
    by: 'security-assurance/api',
    path: `/alerts/${organ.toLowerCase()}/${role}`,
    tokenFile: 'alert-token',
  });
  return {
    receivers: [...ownRoles.map((role) => receiver(owner, role)), ...guests.map((organ) => receiver(organ, 'on-call'))],
    maintenance: [{ id: 'patch-window', weekdays: ['tuesday', 'thursday'], from: '01:00', to: '04:00' }],
  };
}

interface Particulars {
  readonly index: number;
  readonly cluster: string;
  readonly workerNodes: number;
  /** @default ['amd64', 'arm64'] */
  readonly architectures?: readonly Architecture[];
  /** @default 'important' */
  readonly dataClass?: DataClass;
  readonly peers?: Readonly<Record<string, Peer>>;
  /** Organs besides the owner whose systems or cases stand here. @default none */
  readonly guests?: readonly Organ[];
}

function network(id: ReferenceNetworkId, particulars: Particulars): Network {
  const { index, cluster, workerNodes, architectures = ['amd64', 'arm64'], dataClass = 'important' } = particulars;
  const { name, owner, exposure }: NetworkFacts = networkFacts[id];
  const domain = `${id}.binhe.example`;
  return {
    name,
    owner,
    exposure,
    addresses: addressPlan(index),
    segments: segments(dataClass),
    clusters: {
      [cluster]: {
        mlpsLevel: 3,
        architectures,
        operatingSystems: ['openEuler 24.03', 'Kylin Linux Advanced Server V10', 'UOS Server 20'],
        region,
        zones: [`${region}-a`, `${region}-b`],
        controlPlaneNodes: 3,
        workerNodes,
      },
    },
    registry: `registry.${domain}`,
    timeSource: `10.${index}.6.32`,
    domain,
    identityProvider: `https://id.${domain}`,
    peers: { ...commonPeers(index), ...particulars.peers },
    engine: 'direct',
    stateBackend: { kind: 'local' },
    alerting: alerting(owner, particulars.guests ?? []),
    kubeconfigVariable: `FADUN_KUBECONFIG_${id.replaceAll('-', '_').toUpperCase()}`,
  };
}

/** The eleven networks of the city, a cluster each. */
export const networks = {
  'internet-zone': network('internet-zone', {
    index: 1,
    cluster: 'internet-a',
    workerNodes: 6,
    guests: ['CRT', 'JUS', 'PLC'],
    peers: {
      public: { name: { zh: '公众', en: 'The public' }, cidr: '0.0.0.0/0', kind: 'public' },
      carrier: {
        name: { zh: '12348 中继（运营商）', en: 'Carrier trunk of 12348' },
        cidr: '198.51.100.0/26',
        kind: 'carrier',
      },
      telecom: probe('中国电信', 'China Telecom', '10.1.5.21/32'),
      unicom: probe('中国联通', 'China Unicom', '10.1.5.22/32'),
      mobile: probe('中国移动', 'China Mobile', '10.1.5.23/32'),
      'security-feeds': external('漏洞与特征库发布源', 'Publishers of feeds', '198.51.100.64/26'),
      'provincial-service': external('省一体化政务服务平台', 'Provincial service platform', '198.51.100.128/26'),
    },
  }),
  'gov-extranet-public': network('gov-extranet-public', {
    index: 2,
    cluster: 'extranet-a',
    workerNodes: 8,
    guests: ['JUS', 'PLC'],
    peers: {
      'gov-databases': external('条块政务数据库', 'Government databases', '10.2.7.0/28'),
      'national-catalogue': external('国家政务数据目录', 'National data catalogue', '10.2.7.16/28'),
      'national-big-data': external('全国政务大数据体系', 'National big data', '10.2.7.32/28'),
      'duty-systems': external('各部门履职系统', 'Duty systems of departments', '10.2.7.48/28'),
      'provincial-service': external('省一体化政务服务平台', 'Provincial service platform', '10.2.7.64/28'),
    },
  }),
  'gov-extranet-private': network('gov-extranet-private', { index: 3, cluster: 'enforcement-a', workerNodes: 4 }),
  'zhengfa-net': network('zhengfa-net', {
    index: 4,
    cluster: 'zhengfa-a',
    workerNodes: 8,
    dataClass: 'core',
    guests: ['POL', 'PRO', 'CRT', 'JUS', 'GOV'],
  }),
  'police-net': network('police-net', {
    index: 5,
    cluster: 'police-a',
    workerNodes: 6,
    architectures: ['amd64', 'arm64', 'loong64'],
    dataClass: 'core',
  }),
  'police-video-net': network('police-video-net', {
    index: 6,
    cluster: 'video-a',
    workerNodes: 4,
    dataClass: 'core',
    peers: {
      cameras: { name: { zh: '前端摄像机', en: 'Cameras' }, cidr: '10.6.64.0/18', kind: 'external-system' },
    },
  }),
  'procuratorate-net': network('procuratorate-net', { index: 7, cluster: 'procuratorate-a', workerNodes: 4 }),
  'court-net': network('court-net', { index: 8, cluster: 'court-a', workerNodes: 6 }),
  'court-external-net': network('court-external-net', {
    index: 9,
    cluster: 'court-external-a',
    workerNodes: 4,
    peers: {
      banks: external('银行查控专线', 'Lines to banks', '10.9.7.0/28'),
      registries: external('不动产等登记机关', 'Registries', '10.9.7.16/28'),
    },
  }),
  'justice-net': network('justice-net', {
    index: 10,
    cluster: 'justice-a',
    workerNodes: 6,
    peers: {
      'tag-platform': {
        name: { zh: '电子定位终端', en: 'Electronic tags' },
        cidr: '10.10.64.0/18',
        kind: 'external-system',
      },
    },
  }),
  'prison-net': network('prison-net', {
    index: 11,
    cluster: 'prison-a',
    workerNodes: 4,
    peers: {
      cameras: {
        name: { zh: '监管区摄像机', en: 'Cameras of the prisons' },
        cidr: '10.11.64.0/18',
        kind: 'external-system',
      },
    },
  }),
} as const satisfies Readonly<Record<ReferenceNetworkId, Network>>;

/** Names that nothing may reference (R9), and why. */
export const classifiedNetworks = {
  'gov-intranet-classified': {
    name: { zh: '电子政务内网', en: 'Classified government intranet' },
    reason: 'Protected under the state-secrets law (分级保护), outside GB/T 22239; nothing inside is modelled.',
  },
  'procuratorate-secret': {
    name: { zh: '检察涉密专网', en: 'Classified procuratorate network' },
    reason: 'Protected under the state-secrets law (分级保护), outside GB/T 22239; nothing inside is modelled.',
  },
  'dev-test': {
    name: { zh: '开发测试区', en: 'Development and test' },
    reason: 'Not classified, but physically apart from production (GB/T 22239 8.1.9.4 a): nothing reaches it.',
  },
} as const satisfies Readonly<Record<string, ClassifiedNetwork>>;
