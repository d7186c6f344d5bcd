import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { labels } from '../../../stacks/model/names.ts';
import type { Aspects } from './aspects.ts';
import { valued } from './fields.ts';

/** Objects of a channel to another network: a new one opens it, and one that holds longer keeps it open. */
export function exchangeAspects({ kind, metadata }: KubernetesObject): Aspects {
  const channel = metadata.labels?.[labels.channel];
  if (channel === undefined) return {};
  const expires = metadata.annotations?.['fadun.io/channel-expires'];
  return {
    powers: [
      valued('exchange', 'part of channel', `${channel} (${kind})`),
      ...(expires === undefined
        ? []
        : [
            {
              key: `channel ${channel} expires`,
              kind: 'exchange',
              detail: `channel ${channel} is open until ${expires}`,
              size: Date.parse(expires) || 1e15,
            } as const,
          ]),
    ],
  };
}
