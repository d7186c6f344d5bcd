import { waitUntil } from '../../kit/cluster/wait.ts';
import type { Check, ReadAccess } from '../../kit/runbook.ts';

/** How long a restored service may take until it answers. */
const answerSeconds = 30;

interface Addresses {
  readonly metrics: string | undefined;
  readonly alerts: string | undefined;
}

/**
 * Asks Prometheus and Alertmanager themselves: whether they are ready, whether Prometheus still evaluates rules, and
 * whether it has an Alertmanager to send to. An address that was not given is not asked, and the check says so.
 */
export async function probeChecks(read: ReadAccess, { metrics, alerts }: Addresses): Promise<readonly Check[]> {
  const [prometheus, alertmanager] = ['Prometheus', 'Alertmanager'];
  return [
    await answers(read, prometheus, metrics, '/-/ready', () => true),
    ...(metrics
      ? [await answers(read, `${prometheus} → ${alertmanager}`, metrics, '/api/v1/alertmanagers', hasAlertmanager)]
      : []),
    await answers(read, alertmanager, alerts, '/-/ready', () => true),
  ];
}

/** Prometheus HTTP API: `{"data":{"activeAlertmanagers":[{"url":…}]}}`. */
function hasAlertmanager(body: string): boolean {
  const { data } = JSON.parse(body) as { readonly data?: { readonly activeAlertmanagers?: readonly unknown[] } };
  return (data?.activeAlertmanagers ?? []).length > 0;
}

async function answers(
  read: ReadAccess,
  subject: string,
  address: string | undefined,
  path: string,
  isRight: (body: string) => boolean,
): Promise<Check> {
  const statement = { zh: `${subject} 探测应答正常`, en: `${subject} answers a probe` };
  if (!address || !read.probe) {
    const seen = address ? 'not asked: this program cannot probe' : 'not asked: no address was given';
    return { holds: address === undefined, statement, seen };
  }
  const probe = read.probe;
  try {
    const seen = await waitUntil(subject, answerSeconds, async () => {
      try {
        const { status, body } = await probe(`${address}${path}`);
        return { holds: status === 200 && isRight(body), seen: `${path} answered ${status}` };
      } catch (error) {
        return { holds: false, seen: (error as Error).message };
      }
    });
    return { holds: true, statement, seen };
  } catch (error) {
    return { holds: false, statement, seen: (error as Error).message };
  }
}
