import { admissionObjects } from '../../policies/admission/policies.ts';
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { allRules } from '../../policies/rules/index.ts';
import { waiversOf } from '../../policies/waivers/index.ts';
import { commonLabels, type NetworkContext } from '../context.ts';
import { ruleSettings } from '../rule-facts.ts';
import { Manifest, type TerraformStack } from '../terraform.ts';

/**
 * The network's ValidatingAdmissionPolicies: the same rules that judge the declaration, enforced by the API server. The
 * provider has no typed resource for them, hence `kubernetes_manifest`.
 */
export function admissionPolicies(stack: TerraformStack, context: NetworkContext): void {
  const { site, networkId, network } = context;
  const objects = admissionObjects({
    rules: allRules,
    waivers: waiversOf(site.id).filter(({ scope }) => scope.network === undefined || scope.network === networkId),
    settings: ruleSettings(network),
    today: site.declaredOn,
    mode: network.admission ?? 'deny',
  });
  for (const object of objects) {
    new Manifest(stack, `admission-${object.kind.endsWith('Binding') ? 'binding' : 'policy'}-${object.metadata.name}`, {
      manifest: escapeTemplates(labelled(object, commonLabels(context, 'baseline'))) as Record<string, unknown>,
    });
  }
}

function labelled(object: KubernetesObject, objectLabels: Readonly<Record<string, string>>): KubernetesObject {
  const { metadata } = object;
  return { ...object, metadata: { ...metadata, labels: { ...metadata.labels, ...objectLabels } } };
}

/** Terraform reads `${` and `%{` in any string as a template; doubled, they are themselves. */
function escapeTemplates(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('${', '$${').replaceAll('%{', '%%{');
  if (Array.isArray(value)) return value.map(escapeTemplates);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, escapeTemplates(inner)]));
}
