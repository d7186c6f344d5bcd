import { join } from 'node:path';
import type { ChangeState } from '../change/change-state.ts';
import type { PlannedBundle } from '../change/plan.ts';
import { FadunError } from '../errors.ts';
import type { FarSide } from './far-side.ts';
import { highestSeen, type LastBundle, orderOf, readLastBundle, writeLastBundle } from './order.ts';

/** The last bundle of a network, kept with the used approvals: outside the cluster's etcd. */
export function lastBundlePath({ folder }: ChangeState, network: string): string {
  return join(folder, 'bundles', `${network}.json`);
}

/** How a bundle shall be planned. @throws FadunError for an older one without `rollback`, and for a forged number */
export function plannedBundle(side: FarSide, state: ChangeState, rollback: boolean): PlannedBundle {
  const { number, payload, last, order } = standing(side, state);
  const subject = `bundle ${number} of ${side.network}`;
  if (order === 'other-with-this-number') throw otherOfThisNumber(subject);
  if (order === 'older' && !rollback)
    throw new FadunError(
      subject,
      {
        zh: `早于已下发的最新发布包 ${highestSeen(last!)}`,
        en: `it is older than bundle ${highestSeen(last!)}, the newest applied`,
      },
      {
        zh: '请送达最新的发布包；或以 --rollback 生成计划，须二人审批。',
        en: 'Have the newest sent; or plan it with --rollback, which two persons approve.',
      },
      1,
    );
  return { number, payload, rollbackFrom: order === 'older' ? highestSeen(last!) : null };
}

/**
 * The bundle as it must stand in the plan that is applied now. A run that was killed finds its own number recorded.
 * @throws FadunError where it is older than the newest applied and the plan does not say so
 */
export function admittedBundle(side: FarSide, state: ChangeState, planned: PlannedBundle | null): PlannedBundle {
  return admitted(side, standing(side, state), planned);
}

function admitted(
  side: FarSide,
  { number, payload, last, order }: ReturnType<typeof standing>,
  planned: PlannedBundle | null,
): PlannedBundle {
  const subject = `bundle ${number} of ${side.network}`;
  if (order === 'other-with-this-number') throw otherOfThisNumber(subject);
  const rollbackFrom =
    order === 'older' ? highestSeen(last!) : order === 'same' ? (planned?.rollbackFrom ?? null) : null;
  if (planned && planned.number === number && planned.rollbackFrom !== rollbackFrom)
    throw new FadunError(
      subject,
      rollbackFrom === null
        ? { zh: '计划为回退，现已不是回退', en: 'it was planned as a rollback, and is none any more' }
        : {
            zh: `早于已下发的最新发布包 ${rollbackFrom}，且未计划为自该包回退`,
            en: `it is older than bundle ${rollbackFrom}, the newest applied, and was not planned as a rollback from it`,
          },
      {
        zh: '请重新生成计划；回退须用 --rollback，并由二人审批。',
        en: 'Plan it again; a rollback needs --rollback and two persons.',
      },
      1,
    );
  return { number, payload, rollbackFrom };
}

/**
 * Looks once more whether the bundle is admitted, and records that its apply begins. To be called under the network's lock and
 * before the first write: what is refused leaves no record, and of two applies at once the second sees the first.
 * @throws FadunError as {@link admittedBundle} does
 */
export function takeBundle(side: FarSide, state: ChangeState, planned: PlannedBundle | null, at: Date): void {
  const now = standing(side, state);
  const { number, payload } = admitted(side, now, planned);
  writeLastBundle(lastBundlePath(state, side.network), {
    site: side.site.id,
    network: side.network,
    number,
    payload,
    begunAt: at.toISOString(),
    ...(now.last && { seen: now.last.seen }),
  });
}

function standing({ bundle, site, network }: FarSide, state: ChangeState) {
  const { number } = bundle.manifest;
  const last: LastBundle | undefined = readLastBundle(lastBundlePath(state, network), site.id, network);
  return { number, payload: bundle.payload, last, order: orderOf({ number, payload: bundle.payload }, last) };
}

function otherOfThisNumber(subject: string): FadunError {
  return new FadunError(
    subject,
    { zh: '同一包号已下发过另一个发布包', en: 'another bundle of this number was applied' },
    { zh: '请查明两者孰真；每个包号只用一次。', en: 'Find out which of the two is genuine; a number is used once.' },
    1,
  );
}
