import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { type ClusterClient, subjectOfObject } from '../client/client.ts';
import { formatPath } from './compare/field-set.ts';
import { shown } from './compare/redact.ts';
import { type Decision, decide, isGoing } from './decide.ts';
import { prepareObjects } from './desired.ts';
import { type Held, partition, readHolds } from './holds.ts';
import { fieldManager } from './inventory.ts';
import { readSnapshot } from './snapshot.ts';

/** One field whose live value is not the declared one. Absent values are null. */
interface VerifiedDifference {
  /** `Deployment court/web` */
  readonly object: string;
  /** `.spec.replicas` */
  readonly field: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** What verification found. */
export interface VerifyResult {
  readonly network: string;
  readonly objects: number;
  readonly equal: number;
  /** Objects that are not there, or are being deleted. */
  readonly missing: readonly string[];
  readonly different: readonly VerifiedDifference[];
  /** As a measure in force has them, with the run behind it: neither equal nor at fault. */
  readonly held: readonly Held[];
  readonly seconds: number;
}

/** Options of {@link verifyObjects}. */
export interface VerifyOptions {
  readonly client: ClusterClient;
  /** @default the client's network */
  readonly network?: string;
  /** @default `fadun` */
  readonly manager?: string;
}

/**
 * Whether every declared object is present and holds every declared value, server defaults and spellings of
 * quantities aside, and nothing that was applied earlier and is declared no more. Reads only.
 */
export async function verifyObjects(
  objects: readonly KubernetesObject[],
  { client, network = client.network, manager = fieldManager }: VerifyOptions,
): Promise<VerifyResult> {
  const begun = performance.now();
  const prepared = prepareObjects(objects);
  const snapshot = await readSnapshot(client, prepared);
  const missing: string[] = [];
  const different: VerifiedDifference[] = [];
  let equal = 0;
  const { free, held } = partition(decide(prepared, snapshot, manager), await readHolds(client));
  for (const decision of free) {
    const found = differencesOf(decision);
    if (decision.live === undefined || isGoing(decision.live)) missing.push(subjectOfObject(decision.object));
    else if (found.length > 0) different.push(...found);
    else equal++;
  }
  const seconds = Math.round(performance.now() - begun) / 1000;
  return { network, objects: prepared.length, equal, missing, different, held, seconds };
}

/** Membership labels are the inventory's, not the declaration's. */
const inventoryLabels = /^\.metadata\.labels\["(app\.kubernetes\.io\/managed-by|applyset\.kubernetes\.io\/)/;

function differencesOf({ object, differences, leftovers }: Decision): VerifiedDifference[] {
  return [...differences, ...leftovers].flatMap(({ path, expected, actual }) => {
    const field = formatPath(path);
    if (expected === undefined && inventoryLabels.test(field)) return [];
    const show = (value: unknown) => shown(object.kind, path, value);
    return [{ object: subjectOfObject(object), field, expected: show(expected), actual: show(actual) }];
  });
}
