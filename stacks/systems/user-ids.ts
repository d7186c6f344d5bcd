/** First user id of the platform's range; nothing below runs in a pod of ours. */
const firstUserId = 20_000;
const userIds = 40_000;

/** A user id of its own for each workload, stable over releases: derived from its name (GB/T 22239 8.1.4.2 f). */
export function userIdOf(namespace: string, name: string): number {
  let hash = 2_166_136_261;
  for (const character of `${namespace}/${name}`) hash = Math.imul(hash ^ character.codePointAt(0)!, 16_777_619) >>> 0;
  return firstUserId + (hash % userIds);
}
