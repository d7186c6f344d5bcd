import { digestOfJson, sameDigest } from '../../runbooks/kit/signing/digest.ts';
import { FadunError } from '../errors.ts';
import type { PlanEntry, PlanFile } from './plan.ts';
import { planFileFault } from './plan-shape.ts';
import { readPrivately } from './private-file.ts';

const remedy = 'Give the file that `fadun plan --save` wrote.';

/**
 * Reads a plan file: shape, digests and that it is about one site.
 * @throws FadunError where it cannot be read, is no plan file, or was altered
 */
export async function readPlanFile(path: string): Promise<PlanFile> {
  const value = await readPrivately(path, remedy);
  const fault = planFileFault(value);
  if (fault) throw new FadunError(path, `it is no plan file: ${fault}`, remedy);
  const file = value as PlanFile;
  for (const entry of file.plans) requireOwnDigest(path, file, entry);
  const networks = file.plans.map(({ plan }) => plan.network);
  const twice = networks.find((network, at) => networks.indexOf(network) !== at);
  if (twice) throw new FadunError(path, `it holds two plans of ${twice}`, 'Plan again.', 1);
  return file;
}

function requireOwnDigest(path: string, { site }: PlanFile, { plan, digest }: PlanEntry): void {
  const altered = (what: string) =>
    new FadunError(path, `the plan of ${plan.network} was altered: ${what}`, 'Plan again, and have it approved.', 1);
  if (!sameDigest(digest, digestOfJson(plan))) throw altered('its digest is not its own');
  if (plan.site !== site) throw altered(`it is of site ${plan.site}, in a file of ${site}`);
}
