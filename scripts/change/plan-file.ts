import { digestOfJson, sameDigest } from '../../runbooks/kit/signing/digest.ts';
import type { Text } from '../../stacks/model/vocabulary.ts';
import { FadunError } from '../errors.ts';
import type { PlanEntry, PlanFile } from './plan.ts';
import { planFileFault } from './plan-shape.ts';
import { readPrivately } from './private-file.ts';

const remedy = { zh: '请给出 `fadun plan --save` 写出的文件。', en: 'Give the file that `fadun plan --save` wrote.' };

/**
 * Reads a plan file: shape, digests and that it is about one site.
 * @throws FadunError where it cannot be read, is no plan file, or was altered
 */
export async function readPlanFile(path: string): Promise<PlanFile> {
  const value = await readPrivately(path, remedy);
  const fault = planFileFault(value);
  if (fault)
    throw new FadunError(path, { zh: `不是计划文件：${fault.zh}`, en: `it is no plan file: ${fault.en}` }, remedy);
  const file = value as PlanFile;
  for (const entry of file.plans) requireOwnDigest(path, file, entry);
  const networks = file.plans.map(({ plan }) => plan.network);
  const twice = networks.find((network, at) => networks.indexOf(network) !== at);
  if (twice)
    throw new FadunError(
      path,
      { zh: `含 ${twice} 的两份计划`, en: `it holds two plans of ${twice}` },
      { zh: '请重新生成计划。', en: 'Plan again.' },
      1,
    );
  return file;
}

function requireOwnDigest(path: string, { site }: PlanFile, { plan, digest }: PlanEntry): void {
  const altered = (what: Text) =>
    new FadunError(
      path,
      { zh: `${plan.network} 的计划被改动：${what.zh}`, en: `the plan of ${plan.network} was altered: ${what.en}` },
      { zh: '请重新生成计划并送审。', en: 'Plan again, and have it approved.' },
      1,
    );
  if (!sameDigest(digest, digestOfJson(plan))) throw altered({ zh: '摘要与内容不符', en: 'its digest is not its own' });
  if (plan.site !== site)
    throw altered({
      zh: `计划属于站点 ${plan.site}，文件属于 ${site}`,
      en: `it is of site ${plan.site}, in a file of ${site}`,
    });
}
