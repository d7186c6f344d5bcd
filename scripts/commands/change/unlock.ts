import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { families, stackId } from '../../../stacks/context.ts';
import type { Site } from '../../../stacks/model/site.ts';
import { changeStateFolder } from '../../change/change-state.ts';
import { terraformSettings } from '../../engines/terraform/settings.ts';
import { prepareStackFolder } from '../../engines/terraform/stack-folder.ts';
import { terraformIn } from '../../engines/terraform/terraform.ts';
import { FadunError } from '../../errors.ts';
import { openClusters } from '../../pipeline/clusters.ts';
import { selectSite } from '../../pipeline/select-site.ts';
import { workspaceOf } from '../../pipeline/workspace.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { siteOptions } from '../options.ts';

/**
 * `fadun unlock STACK --id ID --reason TEXT`: takes the lock of one stack's state away, by the id that the refusal named, and
 * puts it on record. For a holder that is gone for good: a lock of a running apply taken away lets two write one state. JSON:
 * `{stack, id, reason, at, record}`.
 */
export async function run(
  context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const stack = String(positional[0]);
  const [id, reason] = [String(options.id), String(options.reason).trim()];
  if (!/^[0-9a-f-]{8,64}$/i.test(id))
    throw new FadunError('--id', 'it is no id of a lock', 'Copy it from the refusal.');
  if (reason === '') throw new FadunError('--reason', 'it is empty', 'Say how it is known that the holder is gone.');
  const chosen = siteOptions([typeof options.site === 'string' ? options.site : undefined], options);
  const site = await selectSite(chosen.site);
  const network = networkOf(site, stack);
  const workspace = workspaceOf(site.id, chosen.out);
  const { kubeconfig } = chosen;
  const [cluster] = await openClusters({
    site: site.id,
    workspace,
    networks: [network],
    kubeconfig,
    identity: 'applier',
  });
  await cluster!.client.close();
  const settings = terraformSettings(site.networks[network]!, cluster!.kubeconfig, context.environment);
  const terraform = terraformIn(await prepareStackFolder(workspace.terraform, stack, settings), { lockSeconds: 0 });
  await terraform.init();
  await terraform.forceUnlock(id);
  const done = { stack, id, reason, at: new Date().toISOString() };
  const record = recorded(
    changeStateFolder(site.id, { workspace, isReal: kubeconfig !== undefined, environment: context.environment }),
    done,
  );
  return {
    exitCode: 0,
    data: { ...done, record },
    human: (language) =>
      language === 'zh' ? `${stack}:已解锁,记录于 ${record}` : `${stack}: unlocked, on record in ${record}`,
  };
}

function networkOf(site: Site, stack: string): string {
  const network = Object.keys(site.networks).find((id) =>
    families.some((family) => stackId(site.id, id, family) === stack),
  );
  if (network !== undefined) return network;
  throw new FadunError(
    stack,
    `site ${site.id} has no such stack`,
    'Name it as the refusal does, and its site with --site.',
  );
}

function recorded(folder: string, done: object): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'unlocks.jsonl');
  appendFileSync(path, `${JSON.stringify(done)}\n`, { mode: 0o600 });
  return path;
}
