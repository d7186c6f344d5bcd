import { readKeyFile } from '../../../runbooks/kit/signing/key-file.ts';
import type { KeyPair } from '../../../runbooks/kit/signing/keys.ts';
import type { BundleManifest } from '../../bundle/manifest.ts';
import type { BundleContents } from '../../bundle/show.ts';
import { FadunError } from '../../errors.ts';
import type { Language } from '../context.ts';

/** The private key that a release is signed with. @throws FadunError where none is named or it cannot be used */
export function readSigningKey(file: unknown): KeyPair {
  if (typeof file !== 'string')
    throw new FadunError(
      '--key',
      { zh: '发布包须签名,但未指明密钥', en: 'a bundle is signed, and no key is named' },
      { zh: '请用 --key FILE 给出本人的私钥。', en: 'Give your private key with --key FILE.' },
    );
  try {
    return readKeyFile(file);
  } catch (cause) {
    throw new FadunError(file, (cause as Error).message, {
      zh: '请给出权限为 0600 的 SM2 或 Ed25519 私钥。',
      en: 'Give a private key of mode 0600, SM2 or Ed25519.',
    });
  }
}

interface Shown {
  readonly folder: string;
  readonly manifest: BundleManifest;
  readonly contents: BundleContents;
  readonly signatures: number;
}

/** A bundle for people: whose, which number, what it changes and what is still needed before it can be applied. */
export function bundleLines({ folder, manifest, contents, signatures }: Shown, language: Language): string {
  const { site, network, number, base } = manifest;
  const { changes, reasons } = contents.plan;
  const count = (action: string) => changes.filter((change) => change.action === action).length;
  const [added, changed, removed] = [count('add'), count('change'), count('remove')];
  const kind = classNames[manifest.class][language];
  const size = `${(contents.bytes / 1_000_000).toFixed(1)} MB`;
  if (language === 'zh')
    return [
      `${folder}:${site} ${network} 第 ${number} 号包${base ? `(接第 ${base.number} 号)` : '(首包)'},${kind}`,
      `  新增 ${added},修改 ${changed},删除 ${removed};须说明的理由 ${reasons.length} 条`,
      `  文件 ${contents.files} 个,${size};镜像 ${contents.images},规则 ${contents.rules},文书 ${contents.documents},运行手册 ${contents.runbooks}`,
      `  签名 ${signatures} 个;发布须二人签名,其中一名安全管理员`,
    ].join('\n');
  return [
    `${folder}: bundle ${number} of ${network} of ${site}${base ? `, after ${base.number}` : ', the first'}; ${kind}`,
    `  ${added} to add, ${changed} to change, ${removed} to remove; ${reasons.length} reasons to look at`,
    `  ${contents.files} files, ${size}; ${contents.images} images, ${contents.rules} rules, ${contents.documents} documents, ${contents.runbooks} runbooks`,
    `  ${signatures} ${signatures === 1 ? 'signature' : 'signatures'}; a release needs two persons, a security administrator among them`,
  ].join('\n');
}

const classNames = {
  additive: { zh: '新增型', en: 'additive' },
  widening: { zh: '放宽型', en: 'widening' },
  destructive: { zh: '破坏型', en: 'destructive' },
} as const;
