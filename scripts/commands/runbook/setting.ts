import { join } from 'node:path';
import type { Keyring } from '../../../runbooks/kit/keyring.ts';
import { formatRefusal, Refused } from '../../../runbooks/kit/refusal.ts';
import type { Site } from '../../../stacks/model/site.ts';
import type { Text } from '../../../stacks/model/vocabulary.ts';
import { keyringPath } from '../../change/keyring-file.ts';
import { FadunError } from '../../errors.ts';
import { type Access, openAccess } from '../../operations/access.ts';
import { type OperationsFolders, operationsFolders, prepareFolders } from '../../operations/folders.ts';
import { readKeyring, type Signer, signerOfKey } from '../../operations/people.ts';
import { chooseNetworks } from '../../pipeline/city.ts';
import { selectSite } from '../../pipeline/select-site.ts';
import { type Workspace, workspaceOf } from '../../pipeline/workspace.ts';
import type { Identity } from '../../sandbox/layout.ts';
import { defaultSite } from '../options.ts';

/** Where the commands of on-call staff work: a site and its folders. */
export interface RunbookSetting {
  readonly site: Site;
  readonly workspace: Workspace;
  /** `--out` */
  readonly out: string;
  readonly folders: OperationsFolders;
}

/** Reads `--site` and `--out`, and prepares the folders. */
export async function runbookSetting(options: Record<string, unknown>): Promise<RunbookSetting> {
  const site = await selectSite(textOption(options.site) ?? defaultSite);
  const out = textOption(options.out) ?? 'fadun.out';
  const workspace = workspaceOf(site.id, out);
  return { site, workspace, out, folders: prepareFolders(operationsFolders(workspace)) };
}

/** The one network that `--network` names. @throws FadunError where it is missing or unknown */
export function networkOption(site: Site, options: Record<string, unknown>): string {
  const named = textOption(options.network);
  if (named === undefined) {
    const known = Object.keys(site.networks);
    throw new FadunError(
      '--network',
      { zh: '未指明网络，而手册只在一个网络中执行', en: 'no network is named, and a runbook acts in exactly one' },
      { zh: `请指明其中之一：${known.join('、')}。`, en: `Name one of ${known.join(', ')}.` },
    );
  }
  return chooseNetworks(site, [named])[0]!;
}

/** Opens the network with the credential of `--kubeconfig`, or with the sandbox's of that identity. */
export function accessOption(
  { site, workspace, out }: RunbookSetting,
  network: string,
  options: Record<string, unknown>,
  identity: Identity,
): Promise<Access> {
  const kubeconfig = textOption(options.kubeconfig);
  const sshIdentity = textOption(options.sshIdentity);
  const { controlPlane } = site.networks[network]!;
  return openAccess({
    site: site.id,
    workspace,
    out,
    network,
    identity,
    ...(kubeconfig ? { kubeconfig } : {}),
    ...(controlPlane ? { controlPlane } : {}),
    ...(sshIdentity ? { sshIdentity } : {}),
  });
}

/** The keyring of `--keyring`, or the site's. */
export function keyringOption({ site }: RunbookSetting, options: Record<string, unknown>): Promise<Keyring> {
  return readKeyring(textOption(options.keyring) ?? keyringPath(site.id), site.id);
}

/** Whoever holds the key of `--key`. @throws FadunError where none is given */
export function signerOption(keyring: Keyring, options: Record<string, unknown>): Signer {
  const file = textOption(options.key);
  if (file === undefined)
    throw new FadunError(
      '--key',
      { zh: '未给出密钥，而此操作须签名', en: 'no key is given, and this must be signed' },
      { zh: '请用 --key FILE 给出本人的私钥。', en: 'Give your private key with --key FILE.' },
    );
  return signerOfKey(file, textOption(options.passphraseFile), keyring, new Date());
}

export function textOption(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function textsOption(value: unknown): readonly string[] {
  return Array.isArray(value) ? (value as string[]) : [];
}

/**
 * Splits words into an id and parameters given as `--name=value`.
 * @throws FadunError for anything else: a value may never stand as a word of its own
 */
export function idAndParameters(words: readonly string[]): {
  readonly id: string;
  readonly parameters: Readonly<Record<string, string>>;
} {
  const [ids, given] = [words.filter((word) => !word.startsWith('-')), words.filter((word) => word.startsWith('-'))];
  if (ids.length !== 1) {
    const shown = ids.map((id) => id.slice(0, 40));
    throw new FadunError(
      'runbook',
      ids.length === 0
        ? { zh: '未给出编号', en: 'no id is given' }
        : { zh: `给出了多个编号：${shown.join('、')}`, en: `more than one id is given: ${shown.join(', ')}` },
      { zh: '请给出一个编号，各参数写作 --name=value。', en: 'Give one id, and every parameter as --name=value.' },
    );
  }
  const parameters: Record<string, string> = {};
  for (const word of given) {
    const match = /^--([a-zA-Z][a-zA-Z0-9-]*)=(.*)$/s.exec(word);
    if (!match) {
      throw new FadunError(
        JSON.stringify(word.slice(0, 60)),
        { zh: '既不是已知选项，也不是参数', en: 'it is neither a known option nor a parameter' },
        {
          zh: '各参数写作 --name=value；见 `fadun runbook show ID`。',
          en: 'Give every parameter as --name=value; see `fadun runbook show ID`.',
        },
      );
    }
    const [, name, value] = match;
    if (Object.hasOwn(parameters, name!))
      throw new FadunError(
        `--${name}`,
        { zh: '重复给出', en: 'it is given twice' },
        { zh: '每个参数只给一次。', en: 'Give every parameter once.' },
      );
    Object.defineProperty(parameters, name!, { value, enumerable: true });
  }
  return { id: ids[0]!, parameters };
}

/** Says refusals in the language of the command. Bad parameters are wrong input (2); all else is refused (1). */
export async function inLanguage<Result>(language: keyof Text, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    // The kit's own errors are sentences for people; what is more than a plain Error is a fault of the program.
    if (error instanceof Error && error.constructor === Error) throw Object.assign(error, { remedy: '', exitCode: 1 });
    if (!(error instanceof Refused)) throw error;
    const isInput = error.refusals.every(({ code }) => code === 'bad-parameter' || code === 'unknown-parameter');
    const lines = error.refusals.map((refusal) => formatRefusal(refusal, language)).join('\n');
    throw Object.assign(new Error(lines), { remedy: '', exitCode: isInput ? 2 : 1 });
  }
}

/** The folder of a run's plan when no path is given. */
export function planPath(folders: OperationsFolders, name: string): string {
  return name.includes('/') || name.endsWith('.json') ? name : join(folders.plans, `${name}.json`);
}
