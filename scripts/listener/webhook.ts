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

/** The webhook of Alertmanager, version 4; members that are not read may be there and are dropped. */
const notification = z.object({
  version: z.literal('4'),
  alerts: z
    .array(
      z.object({
        status: z.enum(['firing', 'resolved']),
        labels,
        startsAt: z.iso.datetime({ offset: true }),
        fingerprint: z.string().regex(/^[0-9a-f]{16}$/),
      }),
    )
    .max(500),
});

/** Reads a notification; a text says why it is none. */
export function readNotification(body: string): readonly ReceivedAlert[] | string {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return 'no JSON';
  }
  const result = notification.safeParse(value);
  if (result.success) return result.data.alerts;
  const [issue] = result.error.issues;
  return `${issue!.path.map(String).join('.').slice(0, 100)}: ${issue!.message.slice(0, 200)}`;
}
