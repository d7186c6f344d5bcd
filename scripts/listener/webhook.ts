import { z } from 'zod';

/** One alert of a notification, as far as it is read. Labels and annotations come from outside: nothing of them is trusted. */
export interface ReceivedAlert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  /** RFC 3339. */
  readonly startsAt: string;
  /** 16 hexadecimal digits, over the labels. */
  readonly fingerprint: string;
}

const text = z.string().max(1024);
const labels = z
  .record(text.regex(/^[A-Za-z_][A-Za-z0-9_]*$/), text)
  .refine((given) => Object.keys(given).length <= 64);

/** What a notification holds: the alerts that could be read, and what was wrong with each of the others. */
export interface Notification {
  readonly alerts: readonly ReceivedAlert[];
  readonly faults: readonly string[];
}

const received = z.object({
  status: z.enum(['firing', 'resolved']),
  labels,
  startsAt: z.iso.datetime({ offset: true }),
  fingerprint: z.string().regex(/^[0-9a-f]{16}$/),
});

/** The webhook of Alertmanager, version 4; members that are not read may be there and are dropped. */
const notification = z.object({ version: z.literal('4'), alerts: z.array(z.unknown()).max(500) });

/**
 * Reads a notification; a text says why it is none. Each alert is judged by itself: Alertmanager sends nothing again that
 * was refused, and one that nobody can read must not take the others with it.
 */
export function readNotification(body: string): Notification | string {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return 'no JSON';
  }
  const result = notification.safeParse(value);
  if (!result.success) return faultOf(result.error, []);
  const alerts: ReceivedAlert[] = [];
  const faults: string[] = [];
  for (const [index, each] of result.data.alerts.entries()) {
    const read = received.safeParse(each);
    if (read.success) alerts.push(read.data);
    else faults.push(faultOf(read.error, ['alerts', index]));
  }
  return alerts.length === 0 && faults.length > 0 ? faults[0]! : { alerts, faults };
}

/** Where, and what was expected there: nothing of what was sent. */
function faultOf({ issues: [issue] }: z.ZodError, below: readonly (string | number)[]): string {
  const path = [...below, ...issue!.path].map(String).join('.').slice(0, 100);
  return `${path}: ${issue!.message.slice(0, 200)}`;
}
