import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { signJson } from '../../../runbooks/kit/signing/signature.ts';
import { families, stackId } from '../../../stacks/context.ts';
import type { Site } from '../../../stacks/model/site.ts';
import { changeStateFolder } from '../../change/change-state.ts';
import { keyringPath, readKeyring } from '../../change/keyring-file.ts';
import { enrolledSigner, signerOf } from '../../change/signer.ts';
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
 * `fadun unlock STACK --id ID --as PERSON --key FILE --reason TEXT`: takes the lock of one stack's state away, by the id that
 * the refusal named. What is to be done is on record, signed, before it is done. For a holder that is gone for good: a lock of
 * a running apply taken away lets two write one state. JSON: `{stack, id, reason, by, at, record}`.
 */
export async function run(
  context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const stack = String(positional[0]);
  const [id, reason] = [String(options.id), String(options.reason).trim()];
  if (!/^[0-9a-f-]{8,64}$/i.test(id))
    throw new FadunError(
      '--id',
      { zh: '不是锁编号', en: 'it is no id of a lock' },
      { zh: '请从报错中复制。', en: 'Copy it from the refusal.' },
    );
  if (reason === '')
    throw new FadunError(
      '--reason',
      { zh: '内容为空', en: 'it is empty' },
      { zh: '请说明何以确知持锁者已不在。', en: 'Say how it is known that the holder is gone.' },
    );
  const chosen = siteOptions([typeof options.site === 'string' ? options.site : undefined], options);
  const site = await selectSite(chosen.site);
  const network = networkOf(site, stack);
  const path = typeof options.keyring === 'string' ? options.keyring : keyringPath(site.id);
  const signer = enrolledSigner(signerOf(options), await readKeyring(path), new Date());
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
  const record = unlocksIn(
    changeStateFolder(site.id, { workspace, isReal: kubeconfig !== undefined, environment: context.environment }),
  );
  const intent = { stack, id, reason, by: signer.person, at: new Date().toISOString() };
  putOnRecord(record, { ...intent, signature: signJson(intent, signer.pair) });
  await terraform.forceUnlock(id).catch((error: Error) => {
    putOnRecord(record, { stack, id, at: new Date().toISOString(), outcome: 'refused' });
    throw error;
  });
  putOnRecord(record, { stack, id, at: new Date().toISOString(), outcome: 'unlocked' });
  return {
    exitCode: 0,
    data: { ...intent, record },
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
    { zh: `站点 ${site.id} 没有该栈`, en: `site ${site.id} has no such stack` },
    {
      zh: '请按报错中的名称给出,并用 --site 指明其站点。',
      en: 'Name it as the refusal does, and its site with --site.',
    },
  );
}

function unlocksIn(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return join(folder, 'unlocks.jsonl');
}

function putOnRecord(path: string, line: object): void {
  appendFileSync(path, `${JSON.stringify(line)}\n`, { mode: 0o600, flush: true });
}
