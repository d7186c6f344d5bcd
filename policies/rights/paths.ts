import type { Grant } from '../reachability/rbac.ts';
import { type Holder, isTrustedHolder, type NetworkRights } from './holders.ts';
import { type DangerousPower, dangerousPowers, gives, type PowerKind, waysToBecomeAnother } from './powers.ts';

/** A step from one holder to the rights of another. */
export interface Step {
  readonly from: Holder;
  readonly to: Holder;
  /** `creates pods that may use any account`. */
  readonly by: string;
  readonly grant: Grant;
}

/** A dangerous power that a holder has, and the steps that lead to it; none where it holds the power itself. */
export interface HeldPower {
  readonly holder: Holder;
  readonly power: DangerousPower;
  readonly grant: Grant;
  readonly steps: readonly Step[];
}

/** Everyone who is not trusted with such rights by name. */
export function untrusted({ holders }: NetworkRights): readonly Holder[] {
  return holders.filter((holder) => holder.grants.length > 0 && !isTrustedHolder(holder));
}

/**
 * Dangerous powers of one kind that a holder reaches, each by the shortest way: who creates a pod in a namespace holds the
 * rights of every account there, and of all that those accounts reach.
 */
export function heldPowers(rights: NetworkRights, holder: Holder, kind: PowerKind): readonly HeldPower[] {
  const wanted = dangerousPowers.filter((power) => power.kind === kind);
  const found = new Map<DangerousPower, HeldPower>();
  for (const { at, steps } of reachable(rights, holder)) {
    for (const power of wanted) {
      if (found.has(power)) continue;
      const grant = at.grants.find((one) => gives(one, power));
      if (grant) found.set(power, { holder, power, grant, steps });
    }
  }
  return [...found.values()];
}

/** First steps from a holder to other accounts. */
export function stepsFrom(rights: NetworkRights, holder: Holder): readonly Step[] {
  return holder.grants.flatMap((grant) =>
    waysToBecomeAnother
      .filter((way) => gives(grant, way))
      .flatMap((way) =>
        accountsIn(rights, grant.namespace)
          .filter((account) => account !== holder)
          .filter(
            ({ subject }) =>
              !grant.resourceNames || way.can !== 'issues tokens' || grant.resourceNames.includes(subject.name),
          )
          .filter(
            ({ subject }) => way.reaches === 'every' || rights.mounted().has(`${subject.namespace}/${subject.name}`),
          )
          .map((to): Step => ({ from: holder, to, by: way.can, grant })),
      ),
  );
}

/** Breadth first: the holder itself, then whom it can become. */
function reachable(rights: NetworkRights, holder: Holder): readonly { at: Holder; steps: readonly Step[] }[] {
  const visited: { at: Holder; steps: readonly Step[] }[] = [{ at: holder, steps: [] }];
  const seen = new Set([holder.key]);
  for (let next = 0; next < visited.length; next++) {
    const { at, steps } = visited[next]!;
    for (const step of stepsFrom(rights, at)) {
      if (seen.has(step.to.key)) continue;
      seen.add(step.to.key);
      if (step.to.grants.length > 0) visited.push({ at: step.to, steps: [...steps, step] });
    }
  }
  return visited;
}

function accountsIn({ accounts, holders }: NetworkRights, namespace: string | undefined): readonly Holder[] {
  if (namespace !== undefined) return accounts.get(namespace) ?? [];
  return holders.filter(({ subject }) => subject.kind === 'ServiceAccount');
}

/** `User a → creates pods … (RoleBinding b/x, ClusterRole edit) → ServiceAccount b/op: give itself any right (…)`. */
export function pathText({ holder, power, grant, steps }: HeldPower): string {
  const way = steps.map(({ by, to, grant: { by: binding } }) => ` → ${by} (${binding}) → ${to.key}`).join('');
  return `${holder.key}${way} can ${power.can} (${grant.by})`;
}
