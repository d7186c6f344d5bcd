import { exchangeFacts } from '../../catalogue/exchanges/index.ts';
import type { ReferenceNetworkId } from '../../catalogue/networks.ts';
import type { SystemId } from '../../catalogue/systems/index.ts';
import type { Text } from '../../model/vocabulary.ts';
import { checkFlows } from '../flows/checks.ts';
import { commonFlows } from '../flows/common.ts';
import { entranceFlows } from '../flows/entrances.ts';
import type { TypedFlow } from '../flows/flow.ts';
import { tierFlows } from '../flows/tiers.ts';
import { type ChannelId, channels } from './channels/index.ts';
import { systems } from './systems.ts';

type BinheFlow = TypedFlow<ReferenceNetworkId, SystemId, ChannelId>;

const flow = (
  network: ReferenceNetworkId,
  from: BinheFlow['from'],
  to: BinheFlow['to'],
  port: number,
  purpose: Text,
  exchange?: string,
): BinheFlow => ({ network, from, to, port, purpose, ...(exchange && { exchange }) });

const provider: Text = { zh: '对接外部提供方', en: 'Connection to an outside provider' };

/** Connections to what stands outside the clusters, one by one. */
const peerFlows: readonly BinheFlow[] = [
  flow('gov-extranet-public', 'gov-db-federation/connector', 'peer:gov-databases', 443, provider, 'X40'),
  flow('gov-extranet-public', 'national-gov-data-catalog/connector', 'peer:national-catalogue', 443, provider, 'X19'),
  flow('gov-extranet-public', 'national-gov-bigdata/connector', 'peer:national-big-data', 443, provider, 'X39'),
  flow('gov-extranet-public', 'ext-digital-gov-duties/connector', 'peer:duty-systems', 443, provider, 'X40'),
  flow('gov-extranet-public', 'unified-gov-service/connector', 'peer:provincial-service', 443, provider, 'X40'),
  flow('internet-zone', 'unified-gov-service/connector', 'peer:provincial-service', 443, provider, 'X16'),
  flow('court-external-net', 'court-enforcement/bank-connector', 'peer:banks', 443, provider, 'X15'),
  flow('court-external-net', 'court-enforcement/registry-connector', 'peer:registries', 443, provider, 'X15'),
  flow(
    'internet-zone',
    'secops-platform/repository',
    'peer:security-feeds',
    443,
    { zh: '取回漏洞与特征库', en: 'Fetch vulnerability and signature feeds' },
    'X28',
  ),
  flow('internet-zone', 'peer:carrier', 'pls-hotline/telephony', 5061, { zh: '热线呼入', en: 'Calls to the hotline' }),
  flow('police-video-net', 'peer:cameras', 'smart-police/media', 8443, { zh: '视频接入', en: 'Video intake' }),
  flow('prison-net', 'peer:cameras', 'penalty-execution/media', 8443, { zh: '视频接入', en: 'Video intake' }),
  flow('justice-net', 'peer:tag-platform', 'penalty-execution/tag-gateway', 8443, {
    zh: '电子定位数据接入',
    en: 'Intake of locations',
  }),
];

const collaboration: Text = { zh: '政法协同平台间调用', en: 'Between the collaboration platforms' };

/** Calls between systems of one network that no exchange names. */
const collaborationFlows: readonly BinheFlow[] = [
  flow('zhengfa-net', 'zhengfa-collaboration/workflow', 'cross-dept-case-platform/api', 8443, collaboration),
  flow('zhengfa-net', 'cross-dept-case-platform/worker', 'case-digital-transfer/api', 8443, collaboration),
  flow('zhengfa-net', 'case-digital-transfer/worker', 'zhengfa-collaboration/api', 8443, collaboration),
  flow('zhengfa-net', 'zhengfa-data-catalog/api', 'data-sharing-mgmt/api', 8443, collaboration),
  flow('zhengfa-net', 'data-sharing-mgmt/workflow', 'secure-data-exchange/relay', 8443, collaboration, 'X35'),
];

/** The halls are of level 2: what they send to systems of level 3 leaves by their own gateway (GB/T 22239 8.2.3.1 b). */
const levelFlows: readonly BinheFlow[] = [
  flow('justice-net', 'pls-physical/kiosk-api', 'pls-physical/gateway', 8443, {
    zh: '经本系统网关访问三级系统',
    en: 'To level 3 systems through the own gateway',
  }),
];

/** Every declared flow of the city. DNS, metrics, telemetry and the ends of exchange routes follow from the model. */
export const flows: readonly BinheFlow[] = [
  ...entranceFlows<ReferenceNetworkId, SystemId>(systems),
  ...tierFlows<ReferenceNetworkId, SystemId>(systems),
  ...commonFlows<ReferenceNetworkId, SystemId>(systems, Object.keys(exchangeFacts)),
  ...checkFlows<ReferenceNetworkId, ChannelId>(channels),
  ...peerFlows,
  ...collaborationFlows,
  ...levelFlows,
];
