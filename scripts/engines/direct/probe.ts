import type { AdmissionProbe, AdmissionProbes } from '../../../policies/admission/probes.ts';
import type { ClusterClient } from '../client/client.ts';
import { ClusterError } from '../client/errors.ts';

/** What a cluster answered to one probe. */
export interface ProbeResult {
  readonly policy: string;
  /** Kind of the object that was tried. */
  readonly kind: string;
  readonly expected: AdmissionProbe['expected'];
  /** `refused`: by something else than a policy, such as rights or validation, so that nothing is shown. */
  readonly answer: 'denied' | 'admitted' | 'refused';
  /** Rules that the denial names. */
  readonly rules: readonly string[];
  readonly holds: boolean;
  /** The server's words, where it refused. */
  readonly message: string | null;
}

export interface ProbeReport {
  readonly network: string;
  readonly denied: number;
  readonly admitted: number;
  readonly failed: readonly ProbeResult[];
  /** Policies that no probe tried, and probes that something else answered, with why. */
  readonly untried: AdmissionProbes['untried'];
}

/** A new policy takes effect within moments, not at once. */
const patienceMilliseconds = 10_000;

/**
 * Tries the probes by dry runs: nothing is stored. A probe that should be denied and is not is tried again for a while,
 * since policies that were just applied take a moment.
 */
export async function probeAdmission(
  { probes, untried }: AdmissionProbes,
  { client, network = client.network }: { client: ClusterClient; network?: string },
): Promise<ProbeReport> {
  const results: ProbeResult[] = [];
  for (const probe of probes) results.push(await patiently(probe, client));
  const shown = results.filter(({ answer }) => answer !== 'refused');
  return {
    network,
    denied: shown.filter(({ answer, holds }) => holds && answer === 'denied').length,
    admitted: shown.filter(({ answer, holds }) => holds && answer === 'admitted').length,
    failed: shown.filter(({ holds }) => !holds),
    untried: [
      ...untried,
      ...results
        .filter(({ answer }) => answer === 'refused')
        .map(({ policy, message }) => ({ policy, why: message ?? 'refused without a word' })),
    ],
  };
}

async function patiently(probe: AdmissionProbe, client: ClusterClient): Promise<ProbeResult> {
  const until = performance.now() + patienceMilliseconds;
  for (;;) {
    const result = await tried(probe, client);
    if (result.holds || result.answer === 'refused' || performance.now() > until) return result;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function tried(
  { policy, object, expected, rules: broken }: AdmissionProbe,
  client: ClusterClient,
): Promise<ProbeResult> {
  const result = { policy, kind: object.kind, expected };
  try {
    const resource = await client.resourceFor(object.apiVersion, object.kind);
    await client.apply(resource, object, { fieldManager: 'fadun-probe', dryRun: true });
    return { ...result, answer: 'admitted', rules: [], holds: expected === 'admitted', message: null };
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    if (error.deniedBy === undefined) {
      if (error.status === undefined) throw error;
      return { ...result, answer: 'refused', rules: [], holds: false, message: error.fault };
    }
    const named = [...error.message.matchAll(/\[([a-z0-9-]+)\]/g)].map(([, id]) => id!);
    const holds = expected === 'denied' && error.deniedBy === policy && broken.some((id) => named.includes(id));
    return { ...result, answer: 'denied', rules: named, holds, message: error.fault };
  }
}
