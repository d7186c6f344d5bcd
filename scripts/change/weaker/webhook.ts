import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { narrowing } from './admission-policy.ts';
import type { Aspect, Aspects } from './aspects.ts';
import { type Fields, fields, list, valued } from './fields.ts';

/**
 * Admission webhooks see whole objects, Secrets among them, and mutating ones change them: a new one is a power, and so is
 * one that is reached elsewhere or trusted otherwise. One that judges less is a guard lost.
 */
export function webhookAspects(object: KubernetesObject): Aspects {
  const webhooks = list((object as { webhooks?: unknown }).webhooks).map(fields);
  const mutates = object.kind.startsWith('Mutating');
  return {
    powers: webhooks.flatMap((webhook) => [
      valued('privilege', `${mutates ? 'mutating' : 'validating'} webhook`, webhook.name),
      valued('privilege', `${webhook.name} is sent objects at`, webhook.clientConfig),
    ]),
    bearings: webhooks.flatMap((webhook) => [
      ...named(webhook, narrowing(webhook)),
      ...list(webhook.matchConditions).map((one) =>
        valued('admission', `${webhook.name} only where`, fields(one).expression),
      ),
      ...(webhook.failurePolicy === 'Ignore'
        ? [
            {
              key: `${webhook.name} ignores`,
              kind: 'admission',
              detail: `${webhook.name}: failures let everything in`,
            } as const,
          ]
        : []),
      ...list(webhook.rules).map((rule) => valued('privilege', `${webhook.name} sees`, rule)),
      valued('privilege', `${webhook.name} side effects`, webhook.sideEffects ?? null),
      ...(mutates ? [valued('admission', `${webhook.name} reinvocation`, webhook.reinvocationPolicy ?? 'Never')] : []),
    ]),
    guards: webhooks.flatMap((webhook) => [
      valued('admission', 'webhook', webhook.name),
      ...list(webhook.rules).map((rule) => valued('admission', `${webhook.name} judges`, rule)),
    ]),
  };
}

function named({ name }: Fields, aspects: readonly Aspect[]): Aspect[] {
  return aspects.map((aspect) => ({ ...aspect, key: `${name} ${aspect.key}`, detail: `${name}: ${aspect.detail}` }));
}
