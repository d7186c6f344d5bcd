import type { Role } from '../../stacks/model/person.ts';
import { SiteInvalid } from '../../stacks/model/problem.ts';
import { type EnrolledKey, type Keyring, lookUpKey, type Revocation } from './keyring.ts';
import { keyringProblems } from './keyring-problems.ts';
import { type KeyPair, type PublicKey, publicKeyFromPem } from './signing/keys.ts';
import { type Signature, signJson, verifyJson } from './signing/signature.ts';

/** What a person sends to be enrolled; signed by the new key itself, and by the former one when rotating. */
export interface EnrolmentRequest {
  readonly type: 'fadun/enrolment/v1';
  readonly site: string;
  readonly owner: string;
  readonly roles: readonly Role[];
  /** Networks in which the person acts; every network of the site where it is absent. */
  readonly networks?: readonly string[];
  readonly pem: string;
  readonly validFrom: string;
  readonly validUntil: string;
  readonly follows?: string;
}

export interface SignedEnrolmentRequest {
  readonly request: EnrolmentRequest;
  /** Proof that the requester holds the new private key. */
  readonly possession: Signature;
  /** Rotation only: the former key vouches for its follower. */
  readonly vouching?: Signature;
}

/** Makes a request to enrol a new key, or with `former` to rotate to it. */
export function requestEnrolment(
  request: Omit<EnrolmentRequest, 'type' | 'pem' | 'follows'>,
  pair: KeyPair,
  former?: KeyPair,
): SignedEnrolmentRequest {
  const full: EnrolmentRequest = {
    type: 'fadun/enrolment/v1',
    ...request,
    pem: pair.pem,
    ...(former ? { follows: former.id } : {}),
  };
  return { request: full, possession: signJson(full, pair), ...(former ? { vouching: signJson(full, former) } : {}) };
}

/**
 * The keyring with the requested key in it.
 * @throws SiteInvalid with every reason: no proof of possession, a former key that is unusable or did not sign, another
 * site, and whatever `keyringProblems` finds in the result.
 */
export function enrol(keyring: Keyring, signed: SignedEnrolmentRequest, enrolledBy: string, now: Date): Keyring {
  const { request } = signed;
  const key = publicKeyFromPem(request.pem);
  const { owner, roles, networks, validFrom, validUntil, follows, pem } = request;
  const enrolled: EnrolledKey = {
    id: key.id,
    algorithm: key.algorithm,
    pem,
    owner,
    roles,
    ...(networks && { networks }),
    validFrom,
    validUntil,
    enrolledBy,
    ...(follows ? { follows } : {}),
  };
  const result = { ...keyring, keys: [...keyring.keys, enrolled] };
  const problems = [...requestProblems(keyring, signed, key, now), ...keyringProblems(result)];
  if (problems.length > 0) throw new SiteInvalid(`keyring of ${keyring.site}`, problems);
  return result;
}

/** The keyring with a key marked revoked; revoked keys stay, since old records need them. */
export function revoke(keyring: Keyring, id: string, revocation: Revocation): Keyring {
  const key = keyring.keys.find((candidate) => candidate.id === id);
  if (!key) throw new Error(`key ${id}: not enrolled. List the keys with \`fadun keys list\`.`);
  if (key.revoked) throw new Error(`key ${id}: revoked already at ${key.revoked.at}. Nothing is left to do.`);
  return { ...keyring, keys: keyring.keys.map((each) => (each.id === id ? { ...each, revoked: revocation } : each)) };
}

function requestProblems(keyring: Keyring, signed: SignedEnrolmentRequest, key: PublicKey, now: Date) {
  const { request, possession, vouching } = signed;
  const faults: [kind: string, fault: string, remedy: string][] = [];
  if (request.site !== keyring.site)
    faults.push(['other-site', `made for site ${request.site}`, 'Make the request for this site.']);
  if (!verifyJson(request, possession, key))
    faults.push(['no-possession', 'not signed by the new key', 'Make the request with the private key.']);
  if (request.follows) {
    const former = lookUpKey(keyring, request.follows, now);
    if (!former.usable)
      faults.push([
        'former-key',
        `the former key is not usable (${former.fault})`,
        'Enrol as a new key: two administrators check the person.',
      ]);
    else if (!vouching || !verifyJson(request, vouching, former.key))
      faults.push(['not-vouched', 'not signed by the former key', 'Sign the rotation with the former key.']);
    else if (request.roles.some((role) => !former.key.roles.includes(role)))
      faults.push(['roles-grew', 'asks for more roles than the former key has', 'Enrol new roles as a new key.']);
    else if (grows(former.key.networks, request.networks))
      faults.push(['networks-grew', 'asks for more networks than the former key has', 'Enrol it as a new key.']);
  }
  return faults.map(([kind, fault, remedy]) => ({ kind, path: `request of ${request.owner}`, fault, remedy }));
}

/** An absent list stands for every network. */
function grows(former: readonly string[] | undefined, asked: readonly string[] | undefined): boolean {
  if (former === undefined) return false;
  return asked === undefined || asked.some((network) => !former.includes(network));
}
