import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Keyring } from '../../runbooks/kit/keyring.ts';
import { keyringProblems } from '../../runbooks/kit/keyring-problems.ts';
import { SiteInvalid } from '../../stacks/model/problem.ts';
import { FadunError } from '../errors.ts';
import { openRegular } from './regular-file.ts';

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);
const time = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/);

const role = z.enum([
  'system-admin',
  'security-admin',
  'audit-admin',
  'on-call',
  'data-security-officer',
  'unit-leader',
  'requester',
]);

const keyringShape = z.strictObject({
  site: z.string().min(1),
  keys: z.array(
    z.strictObject({
      id: hex64,
      algorithm: z.enum(['sm2-sm3', 'ed25519']),
      pem: z.string(),
      owner: z.string().min(1),
      roles: z.array(role),
      networks: z.array(z.string()).optional(),
      validFrom: time,
      validUntil: time,
      enrolledBy: z.string().min(1),
      follows: hex64.optional(),
      revoked: z
        .strictObject({
          at: time,
          reason: z.enum(['lost', 'compromised', 'owner-left', 'role-changed', 'superseded']),
          by: z.string().min(1),
          distrustedSince: time.optional(),
        })
        .optional(),
    }),
  ),
});

/**
 * Where a site's keyring lies unless named: in the repository, beside the waivers, so that each change of it is read by
 * a second person like any other.
 */
export function keyringPath(site: string): string {
  return fileURLToPath(new URL(`../../policies/keyrings/${site}.json`, import.meta.url));
}

/**
 * Reads a keyring.
 * @throws SiteInvalid with every problem of the keyring; FadunError where there is none, or it is no keyring
 */
export async function readKeyring(path: string): Promise<Keyring> {
  if (!existsSync(path)) {
    throw new FadunError(
      path,
      { zh: '没有密钥环', en: 'there is no keyring' },
      {
        zh: '请由三员用 `fadun keys init` 建立，或以 --keyring 另行指定。',
        en: 'Make one with the three administrators: `fadun keys init`; or name another with --keyring.',
      },
    );
  }
  const file = await openRegular(path, named, { links: true });
  const keyring = parsed(path, await file.readFile('utf8').finally(() => file.close()));
  const problems = keyringProblems(keyring);
  if (problems.length > 0) throw new SiteInvalid(path, problems);
  return keyring;
}

const named = { zh: '请给出 `fadun keys init` 写出的文件。', en: 'Name the file that `fadun keys init` wrote.' };

function parsed(path: string, content: string): Keyring {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    throw new FadunError(path, { zh: '不是 JSON', en: 'it is no JSON' }, named);
  }
  const result = keyringShape.safeParse(value);
  if (result.success) return result.data as Keyring;
  const [issue] = result.error.issues;
  const where = `${issue!.path.join('.')}: ${issue!.message}`;
  throw new FadunError(path, { zh: `不是密钥环：${where}`, en: `it is no keyring: ${where}` }, named);
}
