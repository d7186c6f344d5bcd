import type { NetworkContext } from '../../context.ts';
import { hostTargets } from '../../host-metrics.ts';
import { componentProfiles } from '../../model/profiles.ts';
import { placedComponents } from '../../namespaces.ts';
import type { StaticTargets } from './jobs.ts';

/**
 * Each public entrance from the line of each carrier. `__param_target` and `__param_module` become the query of `/probe`;
 * the modules are those that blackbox-exporter is delivered with.
 */
export function probeTargets(context: NetworkContext): StaticTargets[] {
  const probes = hostTargets(context.network).filter(({ job }) => job === 'blackbox-exporter');
  const entrances = placedComponents(context).filter(({ entrance }) => entrance === 'public');
  const bySystem = [...new Map(entrances.map((placed) => [placed.systemId, placed]))];
  return bySystem.flatMap(([system, { component }]) => {
    const host = `${system}.${context.network.domain}`;
    const isPage = component.kind === 'gateway' || component.kind === 'media';
    const query = isPage
      ? { __param_module: 'http_2xx', __param_target: `https://${host}/` }
      : {
          __param_module: 'tcp_connect',
          __param_target: `${host}:${componentProfiles[component.kind].ports[0]!.port}`,
        };
    return probes.map(({ name, cidr, port }) => ({
      targets: [`${cidr.slice(0, cidr.indexOf('/'))}:${port}`],
      labels: { system, carrier: name.slice('peer:'.length), ...query },
    }));
  });
}
