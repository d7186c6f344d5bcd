import { fictionalDigests, imageRepositories } from '../catalogue/images.ts';
import { defineSite } from '../model/site.ts';
import { commonFlows } from './flows/common.ts';
import { entranceFlows } from './flows/entrances.ts';
import { tierFlows } from './flows/tiers.ts';

// The smallest site that is whole: one network, three systems. Read it from top to bottom, copy it, change it.
// `fadun site validate path/to/your-site.ts` says what is wrong, all of it at once.

/** A placement lists components; each has a kind, and the kind says what it is in Kubernetes (stacks/model/profiles.ts). */
const systems = {
  // The business system: officers at their terminals reach its gateway, and only that.
  'smart-justice': {
    name: { zh: '智慧司法', en: 'Justice administration suite' },
    kind: 'deployed',
    owner: 'JUS',
    mlpsLevel: 3,
    dataClass: 'important',
    personalInformation: true,
    availability: { hours: 'business-hours', objectivePercent: 99.5, rpoMinutes: 60, rtoMinutes: 240 },
    placements: {
      'justice-net': {
        components: { gateway: { kind: 'gateway' }, api: { kind: 'api' }, database: { kind: 'database' } },
        entrance: 'terminals',
      },
    },
    filing: { number: '虚构-QX3-0006', date: '2025-11-28' },
    // From class "important" up a post answers for the data (DSL art. 27).
    dataSecurityOfficer: 'data-officer',
    certainty: 'P',
  },
  // Where audit logs go; every component of the network sends them here.
  'security-assurance': {
    name: { zh: '安全管理中心', en: 'Security management centre' },
    kind: 'deployed',
    owner: 'JUS',
    mlpsLevel: 3,
    dataClass: 'important',
    personalInformation: true,
    availability: { hours: '24x7', objectivePercent: 99.9, rpoMinutes: 15, rtoMinutes: 60 },
    placements: { 'justice-net': { components: { 'log-store': { kind: 'log-store' }, api: { kind: 'api' } } } },
    filing: { number: '虚构-QX3-0046', date: '2025-11-28' },
    dataSecurityOfficer: 'data-officer',
    certainty: 'P',
  },
  // The only way for operators to anything that runs (crossing rule R8).
  'secops-platform': {
    name: { zh: '安全运维', en: 'Secure operations' },
    kind: 'deployed',
    owner: 'JUS',
    mlpsLevel: 3,
    dataClass: 'important',
    personalInformation: false,
    availability: { hours: '24x7', objectivePercent: 99.9, rpoMinutes: 60, rtoMinutes: 60 },
    placements: { 'justice-net': { components: { bastion: { kind: 'bastion' } }, entrance: 'terminals' } },
    filing: { number: '虚构-QX3-0048', date: '2025-11-28' },
    dataSecurityOfficer: 'data-officer',
    certainty: 'P',
  },
} as const;

// Whom alerts reach: a component of the same network tells people; its token is a file of a Secret.
const toSecurityCentre = { by: 'security-assurance/api', path: '/alerts', tokenFile: 'alert-token' } as const;

/** 清溪县, fictional. */
export default defineSite({
  id: 'minimal',
  name: { zh: '清溪县', en: 'Qingxi' },
  region: 'cn-qingxi-1',
  networks: {
    'justice-net': {
      name: { zh: '司法行政工作网', en: 'Justice administration network' },
      owner: 'JUS',
      exposure: 'organ',
      // No range may overlap another.
      addresses: {
        nodes: '10.10.0.0/22',
        loadBalancers: '10.10.4.0/24',
        operations: '10.10.5.0/24',
        devices: '10.10.8.0/24',
        terminals: '10.10.16.0/20',
        pods: '10.110.0.0/16',
        services: '10.210.0.0/16',
      },
      segments: {
        web: { mlpsLevel: 3, dataClass: 'important' },
        app: { mlpsLevel: 3, dataClass: 'important' },
        data: { mlpsLevel: 3, dataClass: 'important' },
        exchange: { mlpsLevel: 3, dataClass: 'important' },
        ops: { mlpsLevel: 3, dataClass: 'important' },
        security: { mlpsLevel: 3, dataClass: 'important' },
      },
      clusters: {
        'justice-a': {
          mlpsLevel: 3,
          architectures: ['amd64', 'arm64'],
          operatingSystems: ['openEuler 24.03'],
          region: 'cn-qingxi-1',
          zones: ['cn-qingxi-1-a', 'cn-qingxi-1-b'],
          controlPlaneNodes: 3,
          workerNodes: 4,
        },
      },
      registry: 'registry.justice.qingxi.example',
      timeSource: '10.10.6.32',
      domain: 'justice.qingxi.example',
      identityProvider: 'https://id.justice.qingxi.example',
      // Peers are what stands outside the cluster; flows name them as `peer:<id>`.
      peers: {
        terminals: { name: { zh: '办公终端', en: 'Office terminals' }, cidr: '10.10.16.0/20', kind: 'terminals' },
        operators: { name: { zh: '运维人员', en: 'Operators' }, cidr: '10.10.5.0/24', kind: 'bastion' },
        'api-server': {
          name: { zh: '集群接口服务器', en: 'API servers' },
          cidr: '10.10.6.0/28',
          ports: [{ port: 6443, protocol: 'TCP' }],
          kind: 'api-server',
        },
        // Where `fadun export-metrics` runs for this network; without it nothing scrapes or expects its metrics.
        exporter: { name: { zh: '法盾指标', en: 'Metrics of Fadun' }, cidr: '10.10.5.10/32', kind: 'exporter' },
      },
      engine: 'direct',
      stateBackend: { kind: 'local' },
      alerting: { receivers: [{ organ: 'JUS', role: 'on-call', ...toSecurityCentre }], maintenance: [] },
      kubeconfigVariable: 'FADUN_KUBECONFIG_JUSTICE_NET',
    },
  },
  classifiedNetworks: {},
  // One network crosses nothing: no crossings, channels or exchanges.
  crossings: [],
  channels: {},
  exchanges: {},
  systems,
  // What is not declared is not permitted. These three say what the tiers of every system need; add your own beside.
  flows: [...entranceFlows(systems), ...tierFlows(systems), ...commonFlows(systems)],
  assets: {},
  clocks: {},
  duties: {},
  // Posts, never names. No post holds two of the three administrators' roles (三员分立).
  posts: {
    'system-admin': post('系统管理员', 'System administrator', 'system-admin'),
    'security-admin': post('安全管理员', 'Security administrator', 'security-admin'),
    'audit-admin': post('审计管理员', 'Audit administrator', 'audit-admin'),
    'data-officer': post('数据安全负责人', 'Data security officer', 'data-security-officer'),
    'on-call': post('值班员', 'On-call engineer', 'on-call'),
  },
  guardPeriods: [],
  images: fictionalDigests(imageRepositories(systems)),
  declaredOn: '2026-11-22',
});

function post<const R extends string>(zh: string, en: string, role: R) {
  return { title: { zh, en }, organ: 'JUS', roles: [role], networks: ['justice-net'] } as const;
}
