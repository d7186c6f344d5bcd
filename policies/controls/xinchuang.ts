import type { Control } from './control.ts';

/** Supply chain of domestic, assessed products (信创, 安全可靠). Lists are data with an issue date. */
export const xinchuang: readonly Control[] = [
  {
    clause: 'registries',
    title: { zh: '信创', en: 'registries' },
    shownBy:
      'image host ∈ site allow-list (internal Harbor/registry per network); mirrors of upstream only through bundle import; docker.io, gcr.io, ghcr.io, quay.io, registry.k8s.io rejected in prod',
    how: ['S', 'R'],
    certainty: 'M',
    duties: [],
  },
  {
    clause: 'pinning',
    title: { zh: '信创', en: 'pinning' },
    shownBy: 'digest required; tag only as comment; provenance + SBOM (SPDX/CycloneDX) present',
    how: ['S', 'R'],
    certainty: 'M',
    duties: [],
  },
  {
    clause: 'architectures',
    title: { zh: '信创', en: 'architectures' },
    shownBy:
      'for every image, platforms ⊇ archs of nodes it can land on: amd64 (海光, 兆芯), arm64 (鲲鹏, 飞腾), loong64 (龙芯); else nodeAffinity kubernetes.io/arch must exclude. sw_64 (申威) has no upstream Go/Kubernetes port → VM/out-of-cluster only',
    how: ['S', 'R'],
    certainty: 'M',
    duties: [],
  },
  {
    clause: 'loong64-reality',
    title: { zh: '信创', en: 'loong64 reality' },
    shownBy:
      'upstream Kubernetes does not publish loong64 images; community builds exist under kubernetes-loong64 / images kubernetesloong64/* (apiserver, etcd, coredns, pause…); vendor bases from Loongnix/Anolis/openEuler; check every add-on',
    how: ['S', 'R'],
    certainty: 'M',
    duties: [],
  },
  {
    clause: 'node-os',
    title: { zh: '信创', en: 'node OS' },
    shownBy:
      'status.nodeInfo.osImage regex allow-list: Kylin Linux Advanced Server, openEuler, UnionTech OS Server/UOS, Anolis OS, OpenCloudOS; kernel and arch recorded; CentOS 7/8 rejected',
    how: ['S', 'R'],
    certainty: 'M',
    duties: [],
  },
  {
    clause: 'kubernetes-distributions',
    title: { zh: '信创', en: 'Kubernetes distributions' },
    shownBy:
      'openFuyao (Huawei-led, amd64+arm64, own registry cr.openfuyao.cn), KubeSphere, vendor clouds; record distribution + support end',
    how: ['S', 'R'],
    coveredBy: 'the distribution and its end of support, from the inventory of the live cluster',
    certainty: 'M',
    duties: [],
  },
  {
    clause: 'databases',
    title: { zh: '信创', en: 'databases' },
    shownBy:
      'declared engine ∈ list (达梦 DM8, KingbaseES, openGauss/GaussDB, OceanBase, GoldenDB, TiDB …) for level-3 state stores; PostgreSQL/MySQL only with waiver where policy demands [U: policy differs by project]',
    how: ['S', 'R'],
    coveredBy: 'the component inventory of each system: engine and version against the published list',
    certainty: 'M',
    duties: [],
  },
  {
    clause: 'middleware',
    title: { zh: '信创', en: 'middleware' },
    shownBy: '东方通 TongWeb, 宝兰德 BES, RocketMQ, Kafka distributions… by list',
    how: ['S', 'R'],
    coveredBy: 'the component inventory of each system: product and version against the published list',
    certainty: 'M',
    duties: [],
  },
  {
    clause: 'crypto',
    title: { zh: '信创', en: 'crypto' },
    shownBy: 'the gm pack: approved products and algorithms by certificate',
    how: ['S', 'R'],
    certainty: 'M',
    duties: [],
  },
  {
    clause: 'list-source',
    title: { zh: '信创', en: 'list source' },
    shownBy:
      '中国信息安全测评中心《安全可靠测评结果公告》(CPU, OS, DB; several issues since 2023-12); 政府采购 standards for CPUs/OS/DB (2023-12). Keep as a data file with issue date, product, level (Ⅰ/Ⅱ), valid-until; warn on expiry',
    how: ['S', 'R'],
    coveredBy: 'the dated copies of the published lists that the yearly review keeps',
    certainty: 'M',
    duties: [],
  },
  {
    clause: 'offline',
    title: { zh: '信创', en: 'offline' },
    shownBy: 'every bundle must install with no internet: check that no manifest references a URL outside the network',
    how: ['S', 'R'],
    certainty: 'M',
    duties: [],
  },
  {
    clause: 'telemetry',
    title: { zh: '信创', en: 'telemetry' },
    shownBy: 'no phone-home endpoints (egress allow-list + known hosts)',
    how: ['S', 'R'],
    certainty: 'M',
    duties: [],
  },
];
