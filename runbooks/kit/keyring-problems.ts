import type { Problem } from '../../stacks/model/problem.ts';
import { administrators, type EnrolledKey, type Keyring } from './keyring.ts';
import { publicKeyFromPem } from './signing/keys.ts';

/** Longest validity of an enrolled key; GB/T 39786 9.1 asks for a key life cycle, the figure is the site's policy. */
export const longestKeyValidityDays = 730;

/** Everything wrong with a keyring, at once; an empty list means that it may be used. */
export function keyringProblems(keyring: Keyring): readonly Problem[] {
  return [
    ...keyring.keys.flatMap((key, index) => keyProblems(keyring, key, `keys[${index}]`)),
    ...duplicates(keyring),
    ...unseparatedAdministrators(keyring),
  ];
}

function keyProblems(keyring: Keyring, key: EnrolledKey, path: string): Problem[] {
  return [
    ...materialProblems(key, path),
    ...periodProblems(key, path),
    ...rotationProblems(keyring, key, path),
    ...(key.enrolledBy === key.owner
      ? [
          problem(
            'self-enrolment',
            `${path}.enrolledBy`,
            `${key.owner} enrolled their own key`,
            'Have another administrator enrol it.',
          ),
        ]
      : []),
    ...(key.roles.length === 0
      ? [problem('no-role', `${path}.roles`, 'the key has no role', 'Give it the role of its post, or remove it.')]
      : []),
  ];
}

function materialProblems(key: EnrolledKey, path: string): Problem[] {
  try {
    const read = publicKeyFromPem(key.pem);
    if (read.id === key.id && read.algorithm === key.algorithm) return [];
    return [
      problem(
        'key-mismatch',
        `${path}.id`,
        'id or algorithm is not that of the PEM',
        `Enrol it again; the PEM gives ${read.id}.`,
      ),
    ];
  } catch (error) {
    return [
      problem(
        'key-unreadable',
        `${path}.pem`,
        (error as Error).message,
        'Enrol the public half of an SM2 or Ed25519 key.',
      ),
    ];
  }
}

function periodProblems(key: EnrolledKey, path: string): Problem[] {
  const [from, until] = [Date.parse(key.validFrom), Date.parse(key.validUntil)];
  if (Number.isNaN(from) || Number.isNaN(until) || until <= from) {
    return [
      problem(
        'key-period',
        path,
        `validity ${key.validFrom} to ${key.validUntil} is no period`,
        'Give RFC 3339 times, from before until.',
      ),
    ];
  }
  if (until - from <= longestKeyValidityDays * 86_400_000) return [];
  return [problem('key-period', path, `validity is over ${longestKeyValidityDays} days`, 'Shorten it and rotate.')];
}

/** A follower has the owner of the key it follows; a chain never closes on itself. */
function rotationProblems(keyring: Keyring, key: EnrolledKey, path: string): Problem[] {
  if (!key.follows) return [];
  const former = keyring.keys.find((candidate) => candidate.id === key.follows);
  if (!former)
    return [
      problem(
        'rotation',
        `${path}.follows`,
        'the key it follows is not in the keyring',
        'Keep former keys; records need them.',
      ),
    ];
  if (former.owner !== key.owner)
    return [
      problem(
        'rotation',
        `${path}.follows`,
        `the key it follows belongs to ${former.owner}`,
        'Enrol it as a key of its own.',
      ),
    ];
  return Date.parse(key.validFrom) < Date.parse(former.validFrom)
    ? [problem('rotation', `${path}.follows`, 'it is older than the key it follows', 'Correct the order.')]
    : [];
}

function duplicates(keyring: Keyring): Problem[] {
  const ids = keyring.keys.map((key) => key.id);
  return ids
    .filter((id, index) => ids.indexOf(id) !== index)
    .map((id) =>
      problem(
        'duplicate-key',
        'keys',
        `key ${id.slice(0, 16)} is enrolled twice`,
        'One key, one person: remove one entry.',
      ),
    );
}

/** 三员分立: over all keys of a person that are not revoked, at most one administrator role. */
function unseparatedAdministrators(keyring: Keyring): Problem[] {
  const held = Map.groupBy(
    keyring.keys.filter((key) => !key.revoked),
    (key) => key.owner,
  );
  return [...held].flatMap(([owner, keys]) => {
    const roles = administrators.filter((role) => keys.some((key) => key.roles.includes(role)));
    if (roles.length < 2) return [];
    return [
      problem(
        'roles-not-separated',
        `owner ${owner}`,
        `holds ${roles.join(' and ')}`,
        'Give each of the three administrators to another person (三员分立).',
      ),
    ];
  });
}

function problem(kind: string, path: string, fault: string, remedy: string): Problem {
  return { kind, path, fault, remedy };
}
