import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { addressText } from '../../../policies/reachability/addresses.ts';
import { explain } from '../../../policies/reachability/explain.ts';
import { hygieneFindings } from '../../../policies/reachability/hygiene.ts';
import {
  type DeclaredIntent,
  type FlowEnd,
  isAddressRange,
  rangeAddresses,
} from '../../../policies/reachability/intent.ts';
import { buildNetworkModel, type NetworkModel } from '../../../policies/reachability/model.ts';
import { proveEstate } from '../../../policies/reachability/report.ts';
import { buildCity, objectsOf } from '../../../scripts/pipeline/city.ts';
import { trustedSubjects } from '../../../scripts/pipeline/prove-city.ts';
import { selectSite } from '../../../scripts/pipeline/select-site.ts';
import { estateFacts } from '../../../stacks/estate.ts';
import { declaredIntent } from '../../../stacks/intent.ts';
import { type LabHost, packetLab, packetsImpossible, type RawPolicy } from '../../kit/packets.ts';
import { mutatePolicies } from './mutation.ts';
import { judgeWitness } from './witness-judge.ts';

interface Input {
  readonly network: string;
  readonly objects: KubernetesObject[];
  readonly intent: DeclaredIntent;
}

describe('the reference site', () => {
  let folder: string;
  let inputs: Input[];
  let prove: () => ReturnType<typeof proveEstate>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reference-site-'));
    const site = await selectSite('binhe');
    const city = await buildCity(site, folder);
    inputs = city.networks.map((network) => ({
      network,
      objects: objectsOf(city, network),
      intent: declaredIntent({ site, networkId: network, network: site.networks[network]! }),
    }));
    const trusted = inputs.map((input) => ({ ...input, trust: { trusted: trustedSubjects } }));
    prove = () => proveEstate(trusted, estateFacts(site, city.networks));
  }, 300_000);

  afterAll(async () => {
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  test('permits exactly what is declared, in less than half a second', () => {
    const { report } = prove();
    const seconds = Math.min(...Array.from({ length: 5 }, () => processorSeconds(prove)));
    const { networks, workloads, policies, declared, permitted } = report;
    console.log(
      `reference site: ${networks} networks, ${workloads} workloads, ${policies} policies, ` +
        `${permitted} connections permitted, proved in ${seconds.toFixed(2)} s`,
    );
    expect({ ...report, invariants: report.invariants.filter(({ holds }) => !holds) }).toMatchObject({
      holds: true,
      permittedNotDeclared: [],
      declaredNotPermitted: [],
      invariants: [],
      void: [],
      problems: [],
    });
    expect(permitted).toBe(declared);
    expect(permitted).toBeGreaterThan(networks * 20);
    expect(seconds).toBeLessThan(0.5);
  });

  test('has no policy that changes nothing today and would tomorrow', () => {
    const findings = inputs.flatMap(({ network, objects, intent }) =>
      hygieneFindings(buildNetworkModel(objects, { network, intent })),
    );
    expect(findings).toEqual([]);
  });

  test('no mutant of any policy survives, and every witness is right', { timeout: 300_000 }, () => {
    const total = { mutants: 0, caught: 0, identical: 0 };
    const survivors: string[] = [];
    const wrong: string[] = [];
    for (const { network, objects, intent } of inputs) {
      const report = mutatePolicies(objects, intent);
      total.mutants += report.mutants;
      total.caught += report.caught;
      total.identical += report.identical;
      survivors.push(...report.survivors.map((text) => `${network}: ${text}`));
      for (const { objects: mutated, witness, kind } of report.witnesses) {
        const { permitted, declared } = judgeWitness(mutated, intent, witness);
        if (permitted !== (kind === 'extra') || declared !== (kind === 'missing')) wrong.push(JSON.stringify(witness));
      }
    }
    console.log(
      `reference site: ${total.mutants} mutants, ${total.caught} caught by the proof, ` +
        `${total.identical} identical and caught by a rule, ${survivors.length} survivors`,
    );
    expect(survivors).toEqual([]);
    expect(wrong).toEqual([]);
    expect(total.caught).toBeGreaterThan(0);
  });

  const impossible = packetsImpossible();
  const title = impossible ? `real packets do the same (skipped: ${impossible})` : 'real packets do the same';

  test.skipIf(impossible !== undefined)(title, { timeout: 300_000 }, async () => {
    let passed = 0;
    let dropped = 0;
    const differences: string[] = [];
    for (const network of ['internet-zone', 'court-net']) {
      const { objects, intent } = inputs.find((input) => input.network === network)!;
      const model = buildNetworkModel(objects, { network, intent });
      const { hosts, ports } = chosenHosts(model, intent);
      const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy') as unknown as RawPolicy[];
      const numbers = (wanted: string) => ports.filter(({ protocol }) => protocol === wanted).map(({ port }) => port);
      const lab = await packetLab(hosts, { policies, tcp: numbers('TCP'), udp: numbers('UDP') });
      try {
        const asked = hosts.flatMap((from) =>
          hosts
            .filter((to) => to !== from && (from.pod || to.pod))
            .flatMap((to) => ports.map(({ protocol, port }) => ({ from, to, protocol, port }))),
        );
        await Promise.all(
          asked.map(async ({ from, to, protocol, port }) => {
            const answer = explain(model, { from: nameOf(from), to: nameOf(to), protocol, port });
            if ('unknown' in answer) throw new Error(`unknown ${answer.unknown}`);
            const reached = await lab.settles(from.name, to.address, protocol, port, answer.allowed);
            if (reached) passed += 1;
            else dropped += 1;
            if (reached !== answer.allowed)
              differences.push(`${network}: ${from.name} -> ${to.name} ${protocol} ${port}`);
          }),
        );
      } finally {
        await lab.close();
      }
    }
    console.log(
      `reference site: packets ${passed} passed, ${dropped} dropped, ${differences.length} other than proved`,
    );
    expect(differences).toEqual([]);
    expect(passed).toBeGreaterThanOrEqual(20);
    expect(dropped).toBeGreaterThanOrEqual(20);
  });
});

/** Time on the processor, so that neighbours on a busy machine do not count. */
function processorSeconds(work: () => unknown): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1e6;
}

function nameOf({ name, address, pod }: LabHost): string {
  return pod ? name : address;
}

interface LabPort {
  readonly protocol: 'TCP' | 'UDP';
  readonly port: number;
}

const mostHosts = 14;

/** Ends of declared flows, those with outside ends first, until the lab is full; and the ports of their flows. */
function chosenHosts(model: NetworkModel, intent: DeclaredIntent): { hosts: LabHost[]; ports: LabPort[] } {
  const hosts = new Map<string, LabHost>();
  const ports = new Map<string, LabPort>();
  const outsideFirst = [...intent.flows].sort((a, b) => Number(isInside(a)) - Number(isInside(b)));
  for (const { from, to, protocol, port } of outsideFirst) {
    const ends = [hostOf(model, from), hostOf(model, to)];
    const added = ends.filter((end) => end && !hosts.has(end.name));
    if (ends.includes(undefined) || hosts.size + added.length > mostHosts || protocol === 'SCTP' || port === undefined)
      continue;
    for (const end of added) hosts.set(end!.name, end!);
    ports.set(`${protocol} ${port}`, { protocol, port });
  }
  return { hosts: [...hosts.values()], ports: [...ports.values()] };
}

function isInside({ from, to }: { from: FlowEnd; to: FlowEnd }): boolean {
  return !isAddressRange(from) && !isAddressRange(to);
}

/** A host for an end: the first workload it names, or an address inside its range. */
function hostOf(model: NetworkModel, end: FlowEnd): LabHost | undefined {
  if (isAddressRange(end)) {
    const range = rangeAddresses(end);
    if ('fault' in range || range.addresses.length === 0) return undefined;
    const [first, afterLast] = range.addresses as [bigint, bigint];
    const position = afterLast - first > 4n ? first + 3n : first;
    const address = addressText(position);
    return address.includes(':') ? undefined : { name: `${end.range} ${address}`, address };
  }
  const index = model.workloads.findIndex(
    ({ namespace, kind, name, labels }) =>
      (end.namespace ?? namespace) === namespace &&
      (end.kind ?? kind) === kind &&
      (end.name ?? name) === name &&
      Object.entries(end.labels ?? {}).every(([key, value]) => labels[key] === value),
  );
  const workload = model.workloads[index];
  if (!workload) return undefined;
  const pod = {
    namespace: workload.namespace,
    labels: workload.labels,
    namespaceLabels: model.namespaces.get(workload.namespace)!,
    ports: workload.namedPorts.map(({ name, protocol, port }) => ({ name, protocol, containerPort: port })),
  };
  return { name: workload.id, address: addressText(model.podAddresses[0]! + BigInt(index + 10)), pod };
}
