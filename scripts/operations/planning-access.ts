import type { ClusterFault } from '../engines/client/errors.ts';
import { ClusterError } from '../engines/client/errors.ts';
import { FadunError } from '../errors.ts';
import type { Access } from './access.ts';
import { requireReadOnly } from './read-only.ts';

/** The API server does not answer, cannot be trusted, or does not know this credential any more. */
const outages: ReadonlySet<ClusterFault> = new Set([
  'unreachable',
  'deadline',
  'server',
  'certificate',
  'unauthenticated',
]);

/** Whether the API server is out, so that nothing it would be asked is known. */
export function isOutage(error: unknown): error is ClusterError {
  return error instanceof ClusterError && outages.has(error.code);
}

/** A way to plan, and what is the matter with the API server where it cannot be asked. */
export interface PlanningAccess {
  readonly access: Access;
  readonly outage?: string;
}

/**
 * What a plan may be made with: a credential that cannot write. Where the API server is out, what it would be planned for
 * may be to mend that: the plan then rests on the control plane's machines alone, and the API server is asked nothing more.
 * @throws FadunError for a credential that may write
 * @throws ClusterError for an outage where there is no way to the machines either
 */
export async function planningAccess(access: Access): Promise<PlanningAccess> {
  try {
    await requireReadOnly(access);
    return { access };
  } catch (error) {
    if (!isOutage(error) || !access.hosts) throw error;
    const outage = `${access.network}: ${error.fault}`;
    const send = () =>
      Promise.reject(
        new FadunError(
          access.network,
          {
            zh: `计划需要其 API 服务器，而它不可用：${error.words.fault.zh}`,
            en: `the plan needs its API server, which is out: ${error.words.fault.en}`,
          },
          {
            zh: '请先恢复：`fadun runbook show recover-control-plane`。',
            en: 'Bring it back first: `fadun runbook show recover-control-plane`.',
          },
          4,
        ),
      );
    return { access: { ...access, transport: { ...access.transport, send } }, outage };
  }
}
