import type { KubernetesObject } from '../kubernetes.ts';
import type { Estate } from './estate-facts.ts';
import { EstateGraph, endsIn } from './estate-graph.ts';
import type { DeclaredIntent } from './intent.ts';
import { checkInvariants, type InvariantResult } from './invariants.ts';
import { labelTrust, type TrustOptions, type VoidReason } from './label-trust.ts';
import { buildNetworkModel, type NetworkModel } from './model.ts';
import type { InputProblem } from './problem.ts';
import { holds, type NetworkProof, prove } from './prove.ts';
import { type Witness, witnesses } from './witness.ts';

/** One network as given to a proof. */
export interface NetworkInput {
  readonly network: string;
  readonly objects: readonly KubernetesObject[];
  readonly intent: DeclaredIntent;
  readonly trust?: TrustOptions;
}

/** What a proof says, as scripts read it (`fadun prove --format json`). */
export interface ProofReport {
  /** True where permitted equals declared, all invariants hold, nothing is void and nothing was at fault. */
  readonly holds: boolean;
  readonly networks: number;
  readonly workloads: number;
  readonly classes: number;
  readonly policies: number;
  /** Declared and permitted connections: pairs of ends times port ranges. */
  readonly declared: number;
  readonly permitted: number;
  readonly permittedNotDeclared: readonly Witness[];
  readonly declaredNotPermitted: readonly Witness[];
  readonly invariants: readonly InvariantResult[];
  /** Who could undo the proof by labels or rights; any entry makes it void. */
  readonly void: readonly VoidReason[];
  readonly problems: readonly InputProblem[];
  readonly seconds: number;
}

/** The proof of an estate, with what later questions (explain, difference, change) need. */
export interface EstateProof {
  readonly proofs: readonly NetworkProof[];
  readonly graph: EstateGraph | undefined;
  readonly report: ProofReport;
}

/**
 * Proves all networks given and, where the estate is known, its invariants.
 * @param now a monotonic clock in milliseconds.
 */
export function proveEstate(
  inputs: readonly NetworkInput[],
  estate?: Estate,
  now = () => performance.now(),
): EstateProof {
  const start = now();
  const proofs = inputs.map(({ network, objects, intent }) => {
    const ends = estate ? endsIn(estate, network) : [];
    return prove(buildNetworkModel(objects, { network, intent, ends }), intent);
  });
  const graph =
    estate &&
    new EstateGraph(
      proofs.map(({ model }) => model),
      estate,
    );
  const invariants = graph ? checkInvariants(graph) : [];
  const voids = inputs.flatMap(({ objects, trust }, i) => labelTrust(proofs[i]!.model, objects, trust));
  const problems = [
    ...proofs.flatMap(({ model, relation }) => [...model.problems, ...relation.problems]),
    ...(graph?.problems.list ?? []),
  ];
  const sum = (count: (proof: NetworkProof) => number) => proofs.reduce((total, proof) => total + count(proof), 0);
  const allHold = proofs.every(holds) && invariants.every((invariant) => invariant.holds);
  const report: ProofReport = {
    holds: allHold && voids.length === 0 && problems.length === 0,
    networks: proofs.length,
    workloads: sum(({ model }) => model.workloads.length),
    classes: sum(({ model }) => model.classes.length),
    policies: sum(({ model }) => model.policies.size),
    declared: sum(({ declared }) => declared),
    permitted: sum(({ permitted }) => permitted),
    permittedNotDeclared: proofs.flatMap((proof) => witnesses(proof, 'extra')),
    declaredNotPermitted: proofs.flatMap((proof) => witnesses(proof, 'missing')),
    invariants,
    void: voids,
    problems,
    seconds: (now() - start) / 1000,
  };
  return { proofs, graph, report };
}

/** The report on objects without a declaration: sizes, faults and void reasons, to which connections are added. */
export function undeclaredReport(
  model: NetworkModel,
  objects: readonly KubernetesObject[],
  seconds: number,
): ProofReport {
  return {
    holds: model.problems.length === 0,
    networks: 1,
    workloads: model.workloads.length,
    classes: model.classes.length,
    policies: model.policies.size,
    declared: 0,
    permitted: 0,
    permittedNotDeclared: [],
    declaredNotPermitted: [],
    invariants: [],
    void: labelTrust(model, objects),
    problems: model.problems,
    seconds,
  };
}
