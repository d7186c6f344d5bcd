import type { NetworkContext } from './context.ts';
import { frontEndPort } from './model/flows.ts';
import { channelNamespace, labels } from './model/names.ts';
import { componentProfiles, metricsPort } from './model/profiles.ts';
import type { ProfilePort } from './model/system.ts';
import { channelsOf, placedComponents } from './namespaces.ts';
import { devicePort, platformWorkloads } from './platform.ts';

/** A standing or scheduled workload of one network, as policies and proofs see it. */
export interface Workload {
  /** The flow end that names it: `<system>/<component>`, `channel:<id>`, `platform:<name>`, `reconcile:<channel>`. */
  readonly end: string;
  readonly namespace: string;
  readonly kind: 'Deployment' | 'StatefulSet' | 'CronJob';
  readonly name: string;
  /** Labels that select exactly this workload's pods inside its namespace. */
  readonly podLabels: Readonly<Record<string, string>>;
  readonly ports: readonly ProfilePort[];
}

/** Name of the hourly reconciliation job beside a front-end. */
export const reconciliationName = 'reconciliation';

/** Every workload of the network: components, front-ends with their reconciliation, the platform's own. */
export function networkWorkloads(context: NetworkContext): Workload[] {
  return [...componentWorkloads(context), ...channelWorkloads(context), ...platformOwnWorkloads()];
}

function componentWorkloads(context: NetworkContext): Workload[] {
  return placedComponents(context).map(({ systemId, name, component, namespace }) => {
    const profile = componentProfiles[component.kind];
    return {
      end: `${systemId}/${name}`,
      namespace,
      kind: component.schedule ? 'CronJob' : profile.workload,
      name,
      podLabels: { [labels.system]: systemId, [labels.component]: name },
      ports: component.schedule ? [] : [...profile.ports, metricsPort],
    };
  });
}

function channelWorkloads(context: NetworkContext): Workload[] {
  return channelsOf(context).flatMap((id): Workload[] => {
    const shared = { namespace: channelNamespace(id) };
    return [
      {
        ...shared,
        end: `channel:${id}`,
        kind: 'Deployment',
        name: 'front-end',
        podLabels: { [labels.channel]: id, [labels.component]: 'front-end' },
        ports: [{ name: 'https', port: frontEndPort, protocol: 'TCP' }, devicePort, metricsPort],
      },
      {
        ...shared,
        end: `reconcile:${id}`,
        kind: 'CronJob',
        name: reconciliationName,
        podLabels: { [labels.channel]: id, [labels.component]: reconciliationName },
        ports: [],
      },
    ];
  });
}

function platformOwnWorkloads(): Workload[] {
  return Object.entries(platformWorkloads).map(([name, { kind, namespace, ports }]) => ({
    end: `platform:${name}`,
    namespace,
    kind,
    name,
    podLabels: { [labels.system]: 'secops-platform', [labels.component]: name },
    ports,
  }));
}
