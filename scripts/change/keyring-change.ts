import { existsSync } from 'node:fs';
import { enrol, type SignedEnrolmentRequest } from '../../runbooks/kit/enrolment.ts';
import { administrators, type Keyring } from '../../runbooks/kit/keyring.ts';
import type { Post, Role } from '../../stacks/model/person.ts';
import type { Site } from '../../stacks/model/site.ts';
import type { Text } from '../../stacks/model/vocabulary.ts';
import { FadunError } from '../errors.ts';
import type { EnrolledSigner } from './signer.ts';

/** @throws FadunError where the site declares no such post */
export function postOf(site: Site, id: unknown): Post {
  const known = Object.keys(site.posts);
  if (typeof id === 'string' && known.includes(id)) return site.posts[id]!;
  throw new FadunError(
    `post ${String(id ?? '')}`.trim(),
    { zh: `站点 ${site.id} 未声明该岗位`, en: `site ${site.id} declares no such post` },
    { zh: `其岗位有 ${known.join('、')}。`, en: `Its posts are ${known.join(', ')}.` },
  );
}

/** @throws FadunError where a keyring stands already: the first enrolment happens once */
export function requireNoKeyring(path: string): void {
  if (!existsSync(path)) return;
  throw new FadunError(
    path,
    { zh: '已有密钥环', en: 'there is a keyring already' },
    { zh: '请用 `fadun keys enrol` 登记其他密钥。', en: 'Enrol further keys with `fadun keys enrol`.' },
    1,
  );
}

/**
 * The first keyring: the three administrators, three different persons, who are in one room. Nobody enrols themselves:
 * the security administrator enrols the other two, the system administrator the security administrator.
 * @throws FadunError where it is not exactly one of each; SiteInvalid with every problem of the keys
 */
export function firstKeyring(site: Site, requests: readonly SignedEnrolmentRequest[], now: Date): Keyring {
  const holder = (role: Role) => requests.filter(({ request }) => request.roles.includes(role));
  for (const role of administrators) {
    const found = holder(role).length;
    if (found === 1) continue;
    throw new FadunError(
      'first keyring',
      {
        zh: `具有角色 ${role} 的申请有 ${found} 份，须恰好一份`,
        en: `${found} of the requests hold the role ${role}; it takes exactly one`,
      },
      {
        zh: '请备齐三员的申请，三人各不相同（三员分立）。',
        en: 'Bring the requests of the three administrators, each of another person (三员分立).',
      },
      1,
    );
  }
  const owners = new Set(requests.map(({ request }) => request.owner));
  if (requests.length !== administrators.length || owners.size !== administrators.length) {
    throw new FadunError(
      'first keyring',
      {
        zh: `给出了 ${owners.size} 人的 ${requests.length} 份申请，须三人三份`,
        en: `${requests.length} requests of ${owners.size} persons were given; it takes three of three`,
      },
      {
        zh: '请先登记三员，其他人由三员用 `fadun keys enrol` 登记。',
        en: 'Bring the three administrators first; they enrol everybody else with `fadun keys enrol`.',
      },
      1,
    );
  }
  const [system] = holder('system-admin');
  const [security] = holder('security-admin');
  let keyring: Keyring = { site: site.id, keys: [] };
  for (const signed of requests) {
    requirePost(site, signed);
    const by = signed === security ? system! : security!;
    keyring = enrol(keyring, signed, by.request.owner, now);
  }
  return keyring;
}

/**
 * The keyring with one more key. The security administrator enrols; their own key the system administrator enrols.
 * @throws FadunError where the enroller may not; SiteInvalid with every problem of the key
 */
export function enrolBy(
  site: Site,
  keyring: Keyring,
  signed: SignedEnrolmentRequest,
  by: EnrolledSigner,
  now: Date,
): Keyring {
  requirePost(site, signed);
  const isSecurity = signed.request.roles.includes('security-admin');
  const demanded: Role = isSecurity ? 'system-admin' : 'security-admin';
  requireRole(by, demanded, { zh: '登记该密钥', en: 'enrol this key' });
  return enrol(keyring, signed, by.person, now);
}

/** @throws FadunError where the signer does not hold the role */
export function requireRole({ person, key }: EnrolledSigner, role: Role, what: Text): void {
  if (key.roles.includes(role)) return;
  throw new FadunError(
    person,
    { zh: `只有 ${role} 可以${what.zh}`, en: `only a ${role} may ${what.en}` },
    { zh: '请该角色的人员办理。', en: 'Ask a person in that role.' },
    1,
  );
}

/** Roles and networks of a key are those of a post that the site declares: no key holds more. */
function requirePost(site: Site, { request }: SignedEnrolmentRequest): void {
  const fits = Object.values(site.posts).some(
    (post) =>
      request.roles.every((role) => post.roles.includes(role)) &&
      (request.networks ?? Object.keys(site.networks)).every((network) => post.networks.includes(network)),
  );
  if (fits) return;
  throw new FadunError(
    `request of ${request.owner}`,
    {
      zh: `${site.id} 没有岗位在${request.networks ? `网络 ${request.networks.join('、')} ` : '全部网络'}具有角色 ${request.roles.join('、')}`,
      en: `no post of ${site.id} holds ${request.roles.join(', ')} in ${request.networks?.join(', ') ?? 'every network'}`,
    },
    {
      zh: '请以 --post 指定站点的岗位，重新生成申请。',
      en: 'Make the request with --post, naming a post of the site.',
    },
    1,
  );
}
