import { randomBytes, type X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { refusedOperation, secretMode } from '../member.ts';
import { type AuthorityName, authorities, pairFiles } from './certificate-files.ts';
import type { KubeadmParts } from './manifests.ts';

/** kubeadm's periods. */
const leafDays = 365;
const authorityDays = 3650;

/** Files of a new key pair, in the folder of drafts on the machine. */
interface Draft {
  readonly key: string;
  readonly certificate: string;
}

/**
 * Issues what a certificate says anew, with a new key of its kind: subject, names and uses stay. The machine's own
 * openssl draws the key and signs; neither key leaves it.
 */
export async function issueLike(
  parts: KubeadmParts,
  name: string,
  former: X509Certificate,
  authority: AuthorityName,
): Promise<Draft> {
  const { machine, layout } = parts;
  const [key, certificate, old, asked, extensions] = ['key', 'crt', 'old', 'csr', 'ext'].map((ending) =>
    join(layout.drafts, `${name}.${ending}`),
  ) as [string, string, string, string, string];
  await machine.makeFolder(layout.drafts);
  await machine.write(old, former.toString(), secretMode);
  await machine.write(extensions, leafExtensions(name, former), secretMode);
  await machine.run('openssl', ['genpkey', ...keyKind(name, former), '-out', key]);
  await machine.run('openssl', ['x509', '-x509toreq', '-in', old, '-signkey', key, '-out', asked]);
  const signer = pairFiles(parts, authorities[authority]);
  const signed = ['-CA', signer.certificate, '-CAkey', signer.key, '-set_serial', serial(), '-days', String(leafDays)];
  const given = ['x509', '-req', '-sha256', '-in', asked, ...signed, '-extfile', extensions, '-out', certificate];
  await machine.run('openssl', given);
  return { key, certificate };
}

/** Draws an authority of the same name with a new key. */
export async function drawAuthority(parts: KubeadmParts, name: AuthorityName, former: X509Certificate): Promise<Draft> {
  const { machine, layout } = parts;
  const draft = nextAuthority(parts, name);
  const settings = join(layout.drafts, `${name}.cnf`);
  await machine.makeFolder(layout.drafts);
  await machine.write(settings, authoritySettings(name, former), secretMode);
  await machine.run('openssl', ['genpkey', ...keyKind(name, former), '-out', draft.key]);
  const drawn = `${draft.certificate}.draft`;
  const lasting = ['-days', String(authorityDays), '-set_serial', serial()];
  await machine.run('openssl', [
    'req',
    '-x509',
    '-sha256',
    '-new',
    '-key',
    draft.key,
    '-config',
    settings,
    ...lasting,
    '-out',
    drawn,
  ]);
  await machine.rename(drawn, draft.certificate);
  return draft;
}

/** Where an authority lies that was drawn and is not in place yet. */
export function nextAuthority({ layout }: KubeadmParts, name: AuthorityName): Draft {
  return { key: join(layout.drafts, `${name}-next.key`), certificate: join(layout.drafts, `${name}-next.crt`) };
}

/** RFC 5280 4.1.2.2: positive; 126 random bits. */
function serial(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return `0x${bytes.toString('hex')}`;
}

function keyKind(name: string, { publicKey }: X509Certificate): readonly string[] {
  const { modulusLength, namedCurve } = publicKey.asymmetricKeyDetails ?? {};
  if (publicKey.asymmetricKeyType === 'rsa')
    return ['-algorithm', 'RSA', '-pkeyopt', `rsa_keygen_bits:${Math.max(2048, modulusLength ?? 0)}`];
  if (publicKey.asymmetricKeyType === 'ec')
    return ['-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${namedCurve}`, '-pkeyopt', 'ec_param_enc:named_curve'];
  throw refusedOperation(
    `certificate ${name}`,
    {
      zh: `密钥类型是 ${publicKey.asymmetricKeyType}，kubeadm 不生成此类密钥。`,
      en: `has a key of kind ${publicKey.asymmetricKeyType}, which kubeadm does not make.`,
    },
    { zh: '请用原签发工具换发。', en: 'Renew it by what made it.' },
  );
}

/** As kubeadm's own: no authority, for signatures and key exchange, with the former's uses and names. */
function leafExtensions(name: string, former: X509Certificate): string {
  const names = (former.subjectAltName ?? '').split(', ').filter(Boolean);
  const unfit = names.find((one) => !/^(DNS:[A-Za-z0-9.*_-]+|IP Address:[0-9A-Fa-f.:]+)$/.test(one));
  if (unfit !== undefined)
    throw refusedOperation(
      `certificate ${name}`,
      { zh: `用于 ${unfit}，kubeadm 不签发此类证书。`, en: `is for ${unfit}, which kubeadm does not issue.` },
      { zh: '请人工换发。', en: 'Renew it by hand.' },
    );
  const uses = former.keyUsage ?? [];
  return [
    'basicConstraints=critical,CA:FALSE',
    'keyUsage=critical,digitalSignature,keyEncipherment',
    'authorityKeyIdentifier=keyid',
    ...(uses.length > 0 ? [`extendedKeyUsage=${uses.join(',')}`] : []),
    ...(names.length > 0 ? [`subjectAltName=${names.map((one) => one.replace('IP Address', 'IP')).join(',')}`] : []),
    '',
  ].join('\n');
}

function authoritySettings(name: string, { subject }: X509Certificate): string {
  const common = /^CN=([A-Za-z0-9 ._-]+)$/m.exec(subject)?.[1];
  if (common === undefined)
    throw refusedOperation(
      `authority ${name}`,
      { zh: '名称不是 kubeadm 所用的。', en: 'has a name that kubeadm does not give.' },
      { zh: '请人工更换。', en: 'Replace it by hand.' },
    );
  return [
    '[req]',
    'prompt=no',
    'distinguished_name=dn',
    'x509_extensions=v3',
    '[dn]',
    `CN=${common}`,
    '[v3]',
    'basicConstraints=critical,CA:TRUE',
    'keyUsage=critical,digitalSignature,keyEncipherment,keyCertSign',
    'subjectKeyIdentifier=hash',
    '',
  ].join('\n');
}
