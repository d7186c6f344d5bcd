import { type AlertBinding, bindingOf, type Prepared, prepare } from './bindings.ts';
import type { AlertRegister, KnownAlert } from './register.ts';
import type { ReceivedAlert } from './webhook.ts';

/** What became of the alerts of one notification. */
export interface Taken {
  readonly prepared: number;
  readonly repeated: number;
  readonly resolved: number;
  /** Of another network, or raised by no rule of ours. */
  readonly ignored: number;
  /** Left for the next notification, since too much waits to be planned. */
  readonly deferred: number;
}

export interface TakingMeans {
  readonly network: string;
  readonly bindings: readonly AlertBinding[];
  readonly register: AlertRegister;
  /** Makes a plan, read-only, and saves it; gives its path. */
  readonly plan: (prepared: Prepared) => Promise<string>;
  readonly now: () => Date;
  readonly onKnown: (alert: KnownAlert) => void;
  /** Plans that may wait at once. @default 20 */
  readonly mostWaiting?: number;
}

/**
 * Takes notifications: prepares plans for alerts that are new, one after the other, and acts on nothing. What fires and
 * is known already is counted, unless no plan came of it; what has resolved is marked, and its plan stays for whoever reads what happened.
 */
export function alertTaker(means: TakingMeans): {
  take(alerts: readonly ReceivedAlert[]): Promise<Taken>;
  /** Plans what a listener that was killed had begun to plan for; Alertmanager may not notify of it for hours. */
  takeUp(): void;
  /** Resolves when nothing is being planned. */
  idle(): Promise<void>;
} {
  const { network, bindings, register, plan, now, onKnown, mostWaiting = 20 } = means;
  let waiting = 0;
  /** Fingerprints that this process is planning for. */
  const inHand = new Set<string>();
  let work = Promise.resolve();
  const keep = (alert: KnownAlert) => {
    register.put(alert);
    onKnown(alert);
  };

  const planLater = (alert: KnownAlert, prepared: Prepared) => {
    waiting += 1;
    inHand.add(alert.fingerprint);
    work = work.then(async () => {
      const done = await planned(alert, prepared, plan);
      const { resolvedAt, times } = register.get(alert.fingerprint) ?? alert;
      keep({ ...done, resolvedAt, times });
      waiting -= 1;
      inHand.delete(alert.fingerprint);
    });
  };

  /** Planning failed, or ended with the process that planned: it is tried again. */
  const isUnplanned = ({ state, fingerprint }: KnownAlert) =>
    state === 'failed' || (state === 'planning' && !inHand.has(fingerprint));

  const takeUp = () => {
    for (const alert of register.all().filter((each) => each.resolvedAt === null && each.state === 'planning')) {
      const { runbook, parameters } = alert;
      if (!inHand.has(alert.fingerprint))
        planLater(alert, { alert: alert.alert, runbook, kind: 'runbook', parameters, missing: [] });
    }
  };

  const takeFiring = async (alert: ReceivedAlert, binding: AlertBinding): Promise<keyof Taken> => {
    const known = register.get(alert.fingerprint);
    if (known && known.resolvedAt === null && !isUnplanned(known)) {
      register.put({ ...known, times: known.times + 1 });
      return 'repeated';
    }
    if (waiting >= mostWaiting) return 'deferred';
    const prepared = await prepare(binding, alert);
    if (!prepared) return 'ignored';
    const first = { ...firstEntry(alert, prepared, now()), times: known?.resolvedAt === null ? known.times + 1 : 1 };
    keep(first);
    if (first.state === 'planning') planLater(first, prepared);
    return 'prepared';
  };

  const take = async (alerts: readonly ReceivedAlert[]): Promise<Taken> => {
    const counts = { prepared: 0, repeated: 0, resolved: 0, ignored: 0, deferred: 0 };
    for (const alert of alerts) {
      const binding = alert.labels.network === network ? bindingOf(bindings, alert) : undefined;
      if (!binding) counts.ignored += 1;
      else if (alert.status === 'firing') counts[await takeFiring(alert, binding)] += 1;
      else counts[takeResolved(alert)] += 1;
    }
    return counts;
  };

  const takeResolved = ({ fingerprint }: ReceivedAlert): 'resolved' | 'ignored' => {
    const known = register.get(fingerprint);
    if (!known || known.resolvedAt !== null) return 'ignored';
    keep({ ...known, resolvedAt: now().toISOString() });
    return 'resolved';
  };

  return { take, takeUp, idle: () => work };
}

function firstEntry({ fingerprint, startsAt }: ReceivedAlert, prepared: Prepared, now: Date): KnownAlert {
  const { alert, runbook, parameters, kind, missing } = prepared;
  const state = kind === 'inspection' ? 'inspect' : missing.length > 0 ? 'incomplete' : 'planning';
  const note = missing.length > 0 ? `to be given: ${missing.join(', ')}` : '';
  const receivedAt = now.toISOString();
  return {
    fingerprint,
    alert,
    runbook,
    parameters,
    startsAt,
    receivedAt,
    resolvedAt: null,
    times: 1,
    state,
    plan: null,
    note,
  };
}

async function planned(alert: KnownAlert, prepared: Prepared, plan: TakingMeans['plan']): Promise<KnownAlert> {
  try {
    return { ...alert, state: 'waiting', plan: await plan(prepared) };
  } catch (error) {
    return { ...alert, state: 'failed', note: (error as Error).message.slice(0, 500) };
  }
}
