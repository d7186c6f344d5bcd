import { cronJob, deployment, type Fields } from '../../examples.ts';
import type { KubernetesObject } from '../../kubernetes.ts';
import { asObject } from '../../reachability/shape.ts';

/** A Deployment whose pods carry these annotations, and labels beside their own. */
export function annotatedTemplate(annotations: Fields, labels: Fields = {}): KubernetesObject {
  const own = deployment();
  const template = asObject(asObject(own.spec).template);
  const metadata = { labels: { ...asObject(asObject(template.metadata).labels), ...labels }, annotations };
  return { ...own, spec: { ...asObject(own.spec), template: { ...template, metadata } } };
}

/** A CronJob whose pods carry these annotations and labels. */
export function annotatedJobTemplate(annotations: Fields, labels: Fields = {}): KubernetesObject {
  const own = cronJob();
  const { spec } = asObject(asObject(own.spec).jobTemplate);
  const template = { ...asObject(asObject(spec).template), metadata: { labels, annotations } };
  return { ...own, spec: { ...asObject(own.spec), jobTemplate: { spec: { ...asObject(spec), template } } } };
}
