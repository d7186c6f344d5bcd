import type { RegisterFacts } from '../policies/rules/register/register-facts.ts';
import type { Site } from './model/site.ts';

/** What a site registers, as the rules of `policies/rules/register` read it. */
export function registerFacts(site: Site): RegisterFacts {
  return {
    declaredOn: site.declaredOn,
    assets: Object.entries(site.assets).map(([id, asset]) => ({ ...asset, id, path: `assets.${id}` })),
    systems: Object.entries(site.systems).map(([id, { kind, mlpsLevel, dataClass, filing, dataSecurityOfficer }]) => ({
      id,
      path: `systems.${id}`,
      kind,
      mlpsLevel,
      dataClass,
      ...(filing && { filing }),
      ...(dataSecurityOfficer && { dataSecurityOfficer }),
    })),
    channels: Object.entries(site.channels).map(([id, { requestedBy, approvedBy, expires }]) => ({
      id,
      path: `channels.${id}`,
      requestedBy,
      approvedBy,
      expires,
    })),
    networks: Object.entries(site.networks).map(([id, network]) => {
      const clusters = Object.values(network.clusters);
      return {
        id,
        path: `networks.${id}`,
        domain: network.domain,
        registry: network.registry,
        identityProvider: network.identityProvider,
        operations: network.addresses.operations,
        regions: clusters.map(({ region }) => region),
        operatingSystems: clusters.flatMap(({ operatingSystems }) => operatingSystems),
        peers: Object.entries(network.peers).map(([peer, { kind, cidr, medium, entersBy }]) => ({
          id: peer,
          kind,
          cidr,
          ...(medium && { medium }),
          ...(entersBy && { entersBy }),
        })),
      };
    }),
  };
}
