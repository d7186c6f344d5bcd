import { parseAddress } from './addresses.ts';
import type { NetworkModel } from './model.ts';
import type { Protocol } from './ports.ts';
import { isBehind, type Service, targetPort } from './services.ts';
import type { Workload } from './workloads.ts';

/** An end that a question names, found in a network. */
export type FoundEnd =
  | { readonly kind: 'workload'; readonly workload: Workload; readonly classId: number }
  | {
      readonly kind: 'service';
      readonly service: Service;
      readonly behind: readonly { workload: Workload; classId: number }[];
    }
  | { readonly kind: 'address'; readonly address: bigint; readonly text: string };

/**
 * Finds what a text names: `namespace/name`, `namespace/Kind/name` (kind in any case), `service/namespace/name`, or an
 * address, which is the Service's or the pod's that has it. Undefined where nothing is so named.
 */
export function findEnd(model: NetworkModel, text: string): FoundEnd | undefined {
  const address = parseAddress(text);
  if (address !== undefined) return byAddress(model, address, text);
  const parts = text.split('/');
  if (parts.length === 3 && /^(service|svc)$/i.test(parts[0]!)) {
    const service = model.services.find(({ id }) => id === `${parts[1]}/${parts[2]}`);
    return service && serviceEnd(model, service);
  }
  const found = model.workloads.find((workload) => isNamed(workload, parts));
  return found && workloadEnd(model, found);
}

/** Names close to a text that names nothing, for the error message; at most five. */
export function similarEnds(model: NetworkModel, text: string): string[] {
  const name = text.split('/').at(-1)!.toLowerCase();
  return model.workloads
    .map(({ id }) => id)
    .filter((id) => id.toLowerCase().includes(name))
    .slice(0, 5);
}

/**
 * Where connections to an end arrive: pods and the port on each, after a Service's translation.
 * Empty where a Service has no such port or no pods.
 */
export function arrivals(end: FoundEnd, protocol: Protocol, port: number): { end: FoundEnd; port: number }[] {
  if (end.kind !== 'service') return [{ end, port }];
  return end.behind.flatMap(({ workload, classId }) => {
    const target = targetPort(end.service, protocol, port, workload);
    return target === undefined ? [] : [{ end: { kind: 'workload', workload, classId }, port: target }];
  });
}

/** A pod always reaches itself, whatever policies say. */
export function isSamePod(from: FoundEnd, to: FoundEnd): boolean {
  return (
    from.kind === 'workload' && to.kind === 'workload' && from.workload === to.workload && to.workload.kind === 'Pod'
  );
}

function isNamed({ namespace, kind, name }: Workload, parts: readonly string[]): boolean {
  if (parts.length === 2) return parts[0] === namespace && parts[1] === name;
  return (
    parts.length === 3 && parts[0] === namespace && parts[1]!.toLowerCase() === kind.toLowerCase() && parts[2] === name
  );
}

function byAddress(model: NetworkModel, address: bigint, text: string): FoundEnd {
  const service = model.services.find(({ clusterIps }) => clusterIps.some((ip) => parseAddress(ip) === address));
  if (service) return serviceEnd(model, service);
  const pod = model.workloads.find(({ addresses, hostNetwork }) => !hostNetwork && addresses.includes(address));
  return pod ? workloadEnd(model, pod) : { kind: 'address', address, text };
}

function workloadEnd(model: NetworkModel, workload: Workload): FoundEnd {
  return { kind: 'workload', workload, classId: model.classes.find(({ members }) => members.includes(workload))!.id };
}

function serviceEnd(model: NetworkModel, service: Service): FoundEnd {
  const behind = model.classes.flatMap(({ id, members }) =>
    members.filter((member) => isBehind(service, member)).map((workload) => ({ workload, classId: id })),
  );
  return { kind: 'service', service, behind };
}
