import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Keyring } from '../../runbooks/kit/keyring.ts';
import { keyringProblems } from '../../runbooks/kit/keyring-problems.ts';
import { readKeyFile } from '../../runbooks/kit/signing/key-file.ts';
import type { KeyPair } from '../../runbooks/kit/signing/keys.ts';
import type { Post } from '../../stacks/model/person.ts';
import { SiteInvalid } from '../../stacks/model/problem.ts';
import type { Site } from '../../stacks/model/site.ts';
import { FadunError } from '../errors.ts';
import { workspaceOf } from '../pipeline/workspace.ts';
import { readJson } from './plan-file.ts';

/** Where a site's keyring lies unless named. */
export function keyringPath(site: string, out: string): string {
  return join(workspaceOf(site, out).root, 'keyring.json');
}

/**
 * Reads a keyring; an absent file is an empty one.
 * @throws SiteInvalid with every problem of the keyring; FadunError where it is no keyring
 */
export async function readKeyring(path: string, site: string): Promise<Keyring> {
  if (!existsSync(path)) return { site, keys: [] };
  const keyring = (await readJson(path, 'Name the keyring with --keyring.')) as Keyring;
  if (typeof keyring?.site !== 'string' || !Array.isArray(keyring.keys)) {
    throw new FadunError(path, 'it is no keyring', 'Name the file that `fadun keys enrol` writes.');
  }
  const problems = keyringProblems(keyring);
  if (problems.length > 0) throw new SiteInvalid(path, problems);
  return keyring;
}

/** A post that signs, with its private key. */
export interface Signer {
  readonly post: string;
  readonly pair: KeyPair;
}

/** @throws FadunError where the site has no such post, or the key cannot be used */
export function signerOf(site: Site, post: unknown, keyFile: unknown): Signer {
  if (typeof post !== 'string' || typeof keyFile !== 'string') {
    throw new FadunError('signature', 'it needs a post and its key', 'Give --as POST and --key FILE.');
  }
  postOf(site, post);
  try {
    return { post, pair: readKeyFile(keyFile) };
  } catch (cause) {
    throw new FadunError(keyFile, (cause as Error).message, 'Give the private key that `fadun keys generate` wrote.');
  }
}

/** @throws FadunError where the site declares no such post */
export function postOf(site: Site, id: string): Post {
  const post = Object.hasOwn(site.posts, id) ? (site.posts as Record<string, Post>)[id] : undefined;
  if (post) return post;
  const known = Object.keys(site.posts).join(', ');
  throw new FadunError(`post ${id}`, `site ${site.id} declares no such post`, `Its posts are ${known}.`);
}
