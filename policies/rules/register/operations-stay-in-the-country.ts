import { parseCidr } from '../../reachability/addresses.ts';
import { isPrivate } from '../exchange/private-ranges.ts';
import { soundPlace } from './register-facts.ts';
import { type RegisterFault, registerRule } from './register-rule.ts';

/** Clusters stand, and operators work, in the country and in their own network. Evidence for mlps3:8.2.7.1, data:DSL 31, 36. */
export const operationsStayInTheCountry = registerRule({
  id: 'operations-stay-in-the-country',
  title: { en: 'Clusters and operations are in the country and the own network', zh: '集群与运维均在境内且不出本网' },
  reason: {
    en: 'A console abroad, or a registry and an identity provider of others, moves control out of reach of the law.',
    zh: '境外的运维终端、他人的镜像库与身份源，会使控制权脱离监管。',
  },
  severity: 'high',
  controls: ['mlps3:8.2.7.1', 'data:DSL 31, 36', 'xinchuang:telemetry'],
  remedy: {
    en: 'Use a region of the mainland, operators on private addresses, and registry and identity provider of the network’s domain.',
    zh: '使用境内区域，运维终端使用内网地址，镜像库与身份源属于本网域名。',
  },
  judge({ networks }) {
    const faults = networks.flatMap(
      ({ path, domain, registry, identityProvider, operations, regions }): RegisterFault[] => {
        const isOwn = (host: string) => host === domain || host.endsWith(`.${domain}`);
        return [
          ...regions
            .filter((region) => !region.startsWith('cn-'))
            .map((region) => ({ path: `${path}.clusters`, message: `region "${region}" is not in the country` })),
          ...(regions.length > 0 ? [] : [{ path: `${path}.clusters`, message: 'names no region' }]),
          ...(isPrivateBlock(operations)
            ? []
            : [{ path: `${path}.addresses.operations`, message: 'operators come from public addresses' }]),
          ...(isOwn(registry.split('/')[0]!.split(':')[0]!)
            ? []
            : [{ path: `${path}.registry`, message: 'the registry is not of the network' }]),
          ...(isOwn(hostOf(identityProvider))
            ? []
            : [{ path: `${path}.identityProvider`, message: 'the identity provider is not of the network' }]),
        ];
      },
    );
    return { judged: networks.length, faults };
  },
  examples: {
    compliant: [{}],
    violating: [
      { regions: ['eu-1'] },
      { regions: [] },
      { operations: '203.0.113.0/24' },
      { registry: 'registry.example.org/mirror' },
      { registry: 'notcourt.example' },
      { identityProvider: 'https://login.example.org' },
      { identityProvider: 'none' },
    ].map((change) => ({ networks: [{ ...soundPlace, ...change }] })),
  },
});

function isPrivateBlock(text: string): boolean {
  const block = parseCidr(text);
  return block !== undefined && block !== null && isPrivate(block);
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).hostname : '';
}
