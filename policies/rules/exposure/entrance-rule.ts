import { type Estate, type EstateFinding, estate } from '../../estate.ts';
import { deployment, object } from '../../examples.ts';
import type { KubernetesObject, SourcedObject } from '../../kubernetes.ts';
import { asLabels, asObject } from '../../reachability/shape.ts';
import { type EstateRule, type RuleHead, rule } from '../../rule.ts';
import { namespaceLabels, placeOf, standingKinds, standingWorkloads } from '../availability/standing.ts';
import { type Contract, contractObject, contractsOf, mountedContract } from '../contracts.ts';

/** What a gateway is told about its entrance. */
export type EntranceContract = Readonly<Record<string, unknown>>;

/** A rule about the entrances of a network: the contract that the gateway behind each one reads. */
export interface EntranceRule extends Omit<RuleHead, 'basis'> {
  /** What is wrong with a contract, in words; empty where nothing is. */
  faults(contract: EntranceContract): readonly string[];
  /** Changes of {@link soundEntrance} that violate the rule. */
  readonly violating: readonly EntranceContract[];
}

/** A contract that meets every rule; examples change it. */
export const soundEntrance: EntranceContract = {
  hosts: ['filing.court.example'],
  unknownHosts: 'reject',
  maxBodyBytes: 10_485_760,
  routes: [{ host: 'filing.court.example', path: '/api/', methods: ['GET', 'POST'] }],
  waf: { mode: 'block', ruleSetMaxAgeDays: 7 },
  sensor: { kind: 'ids', ruleSetMaxAgeDays: 7 },
  validation: 'enforce',
  tls: { minimum: '1.2', suites: ['ECC_SM4_GCM_SM3', 'TLS_SM4_GCM_SM3'], certificates: 'sm2-dual' },
  accessLog: {
    stream: 'boundary-access',
    fields: ['time', 'user', 'source', 'method', 'path', 'status', 'bytes', 'request-id'],
  },
};

/** Makes an estate rule of it: every load balancer of a gateway, the workload behind it, and the contract it mounts. */
export function entranceRule({ faults, violating, ...head }: EntranceRule): EstateRule {
  return rule({
    ...head,
    basis: 'object',
    reads: [...standingKinds, 'ConfigMap', 'Service'],
    evaluate(whole: Estate) {
      const found = entrances(whole);
      const findings = found.flatMap(({ service, contract }): EstateFinding[] => {
        if (!contract)
          return [
            { object: service, path: 'spec.selector', message: 'no workload behind the entrance reads a contract' },
          ];
        if (!contract.content) return [{ object: contract.source, path: 'data', message: 'the contract is not JSON' }];
        return faults(contract.content).map((message) => ({ object: contract.source, path: 'data', message }));
      });
      return { judged: Math.max(found.length, findings.length), findings };
    },
    examples: {
      compliant: [
        estate(example(soundEntrance)),
        estate(example(soundEntrance, 'workload').concat(example(soundEntrance))),
      ],
      violating: [
        ...violating.map((change) => estate(example({ ...soundEntrance, ...change }))),
        estate(example(soundEntrance).slice(0, 3)),
        estate(example('{')),
      ],
    },
  });
}

/** A namespace, its load balancer, the gateway behind it and the contract. */
function example(contract: unknown, role = 'gateway'): KubernetesObject[] {
  const namespace = role;
  const volumes = [{ name: 'entrance', configMap: { name: 'web-entrance' } }];
  return [
    object('v1', 'Namespace', {}, { name: namespace, labels: { 'fadun.io/role': role } }),
    object(
      'v1',
      'Service',
      { spec: { type: 'LoadBalancer', selector: { app: 'example' } } },
      { name: 'web', namespace },
    ),
    { ...deployment({}, { volumes }), metadata: { name: 'web', namespace } },
    ...(role === 'gateway' ? [contractObject('entrance', 'web-entrance', namespace, contract)] : []),
  ];
}

interface Entrance {
  readonly service: SourcedObject;
  readonly contract?: Contract;
}

const known = new WeakMap<Estate, readonly Entrance[]>();

function entrances(whole: Estate): readonly Entrance[] {
  let found = known.get(whole);
  if (!found) {
    const namespaces = namespaceLabels(whole);
    const contracts = contractsOf(whole, 'entrance');
    const workloads = Map.groupBy(standingWorkloads(whole), ({ source }) => placeOf(source));
    found = whole
      .ofKind('Service')
      .filter(
        (one) =>
          asObject(one.object.spec).type === 'LoadBalancer' &&
          namespaces.get(placeOf(one))?.['fadun.io/role'] === 'gateway',
      )
      .map((service): Entrance => {
        const selector = Object.entries(asLabels(asObject(service.object.spec).selector));
        const behind = (workloads.get(placeOf(service)) ?? []).find(({ source }) => {
          const labels = asLabels(asObject(asObject(asObject(source.object.spec).template).metadata).labels);
          return selector.length > 0 && selector.every(([key, value]) => labels[key] === value);
        });
        const contract = behind && mountedContract(behind.source, contracts);
        return { service, ...(contract && { contract }) };
      });
    known.set(whole, found);
  }
  return found;
}
