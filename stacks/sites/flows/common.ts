import type { ComponentKind } from '../../model/system.ts';
import type { Text } from '../../model/vocabulary.ts';
import {
  onMainPort,
  onServedPorts,
  type Placed,
  type PlacedSystems,
  placedComponents,
  type TypedFlow,
} from './flow.ts';

/** A service that every network has for itself, and who may use it there. */
interface CommonService {
  /** `<system>/<component>`. */
  readonly service: string;
  readonly users: readonly ComponentKind[] | 'all';
  readonly exchange?: string;
  readonly purpose: Text;
}

/**
 * Common services and their users, all inside one network (X26, X29, X37; crossing rule R1).
 * The bastion reaches gateways and interfaces only, and nothing else reaches them for operations (R8).
 */
const commonServices: readonly CommonService[] = [
  {
    service: 'common-app-support/identity-provider',
    users: ['gateway', 'api', 'workflow', 'bastion'],
    exchange: 'X37',
    purpose: { zh: '统一认证', en: 'Identity' },
  },
  {
    service: 'common-app-support/api',
    users: ['api', 'workflow', 'telephony'],
    exchange: 'X37',
    purpose: { zh: '消息、签章、地图等共性接口', en: 'Messages, seals and other common interfaces' },
  },
  {
    service: 'common-app-support/signer',
    users: ['api', 'front-end', 'signer', 'log-store'],
    exchange: 'X37',
    purpose: { zh: '签名与时间戳', en: 'Signatures and timestamps' },
  },
  {
    service: 'common-app-support/key-management',
    users: ['signer', 'identity-provider', 'bastion'],
    exchange: 'X37',
    purpose: { zh: '密钥服务', en: 'Keys' },
  },
  {
    service: 'security-assurance/log-store',
    users: 'all',
    exchange: 'X26',
    purpose: { zh: '审计日志汇集', en: 'Audit logs' },
  },
  {
    service: 'gov-network/time-server',
    users: ['log-store', 'signer', 'identity-provider', 'bastion'],
    exchange: 'X29',
    purpose: { zh: '授时', en: 'Time' },
  },
];

/** Kinds that operators reach through the bastion. */
const operated: readonly ComponentKind[] = ['gateway', 'api', 'repository'];
const bastion = 'secops-platform/bastion';
const scannerEnd = 'security-assurance/scanner';

const purposes = {
  operation: { zh: '经堡垒机运维', en: 'Operation through the bastion' },
  operators: { zh: '运维人员登录堡垒机', en: 'Operators at the bastion' },
  control: { zh: '经堡垒机管理集群', en: 'Cluster administration through the bastion' },
  scan: { zh: '漏洞扫描', en: 'Vulnerability scan' },
  timeSource: { zh: '本网时间源', en: 'Time source of the network' },
  names: { zh: '本单位终端域名解析', en: 'Name resolution for terminals' },
} as const satisfies Record<string, Text>;

/**
 * Flows between systems and the common services of their own network, and of those services with their peers.
 * @param exchanges ids that the site declares; a flow names its exchange only where it is one of them
 */
export function commonFlows<NetworkId extends string, SystemId extends string>(
  systems: PlacedSystems<NetworkId, SystemId>,
  exchanges: readonly string[] = [],
): TypedFlow<NetworkId, SystemId>[] {
  return allCommonFlows(systems).map(({ exchange, ...flow }) =>
    exchange && exchanges.includes(exchange) ? { ...flow, exchange } : flow,
  );
}

function allCommonFlows<NetworkId extends string, SystemId extends string>(
  systems: PlacedSystems<NetworkId, SystemId>,
): TypedFlow<NetworkId, SystemId>[] {
  const networks = Map.groupBy(placedComponents(systems), ({ network }) => network);
  return [...networks.values()].flatMap((members) => [
    ...commonServices.flatMap((common) => serviceFlows(common, members)),
    ...bastionFlows(members),
    ...scannerFlows(members),
    ...foundationFlows(members),
  ]);
}

function serviceFlows<NetworkId extends string, SystemId extends string>(
  { service, users, exchange, purpose }: CommonService,
  members: readonly Placed<NetworkId, SystemId>[],
): TypedFlow<NetworkId, SystemId>[] {
  const provider = named(members, service);
  if (!provider) return [];
  return members
    .filter(
      ({ component, system }) => system !== provider.system && (users === 'all' || users.includes(component.kind)),
    )
    .map(({ network, end }) =>
      onMainPort(provider.component.kind, {
        network,
        from: end,
        to: provider.end,
        purpose,
        ...(exchange && { exchange }),
      }),
    );
}

function bastionFlows<NetworkId extends string, SystemId extends string>(
  members: readonly Placed<NetworkId, SystemId>[],
): TypedFlow<NetworkId, SystemId>[] {
  const host = named(members, bastion);
  if (!host) return [];
  const { network, end } = host;
  return [
    ...onServedPorts<NetworkId, SystemId>('bastion', {
      network,
      from: 'peer:operators',
      to: end,
      purpose: purposes.operators,
    }),
    { network, from: end, to: 'peer:api-server', port: 6443, purpose: purposes.control },
    ...members
      .filter(({ component }) => operated.includes(component.kind))
      .map((to) =>
        onMainPort<NetworkId, SystemId>(to.component.kind, {
          network,
          from: end,
          to: to.end,
          purpose: purposes.operation,
        }),
      ),
  ];
}

function scannerFlows<NetworkId extends string, SystemId extends string>(
  members: readonly Placed<NetworkId, SystemId>[],
): TypedFlow<NetworkId, SystemId>[] {
  const scanner = named(members, scannerEnd);
  if (!scanner) return [];
  return members
    .filter(({ component, system }) => system !== scanner.system && operated.includes(component.kind))
    .map((to) =>
      onMainPort<NetworkId, SystemId>(to.component.kind, {
        network: to.network,
        from: scanner.end,
        to: to.end,
        purpose: purposes.scan,
      }),
    );
}

function foundationFlows<NetworkId extends string, SystemId extends string>(
  members: readonly Placed<NetworkId, SystemId>[],
): TypedFlow<NetworkId, SystemId>[] {
  return members.flatMap(({ network, component, end }) => {
    if (component.kind === 'time-server') {
      return [
        {
          network,
          from: end,
          to: 'peer:time-source' as const,
          port: 123,
          protocol: 'UDP' as const,
          purpose: purposes.timeSource,
          exchange: 'X29',
        },
      ];
    }
    if (component.kind === 'name-server') {
      return onServedPorts<NetworkId, SystemId>('name-server', {
        network,
        from: 'peer:terminals',
        to: end,
        purpose: purposes.names,
      });
    }
    return [];
  });
}

function named<NetworkId extends string, SystemId extends string>(
  members: readonly Placed<NetworkId, SystemId>[],
  end: string,
): Placed<NetworkId, SystemId> | undefined {
  return members.find((member): boolean => (member.end as string) === end);
}
