import { contentDigest, type HeldObject, heldKey } from '../../policies/hold.ts';
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { digestOf } from '../kit/signing/digest.ts';

/** What is blocked: a digest wherever it lies, or a repository under any registry and path, of one tag or of all. */
export interface BlockedImage {
  /** `sha256:…`, or `court/filing`, or `court/filing:1.2`. */
  readonly image: string;
}

/** Name of the admission policy and of its binding for an image. */
export function blockName(image: string): string {
  return `fadun-block-${digestOf(image).sha256.slice(0, 16)}`;
}

/**
 * A pattern of RE2 that every spelling of the image matches: with or without registry, port, `docker.io/library`, path
 * before it, tag and digest. A name blocks whatever ends in it: too much is the safe side.
 */
export function spellings(image: string): string {
  if (image.startsWith('sha256:')) return `^.*@${image}$`;
  const [, repository = '', tag] = /^(.+?)(?::([A-Za-z0-9_][A-Za-z0-9_.-]*))?$/.exec(image) ?? [];
  const path = repository.replace(/^(?:localhost|[^/]*[.:][^/]*)\//, '').replace(/^library\//, '');
  const name = path.replace(/[.]/g, '[.]');
  const digest = '(?:@sha256:[0-9a-f]{64})?';
  if (tag === undefined) return `^(?:.*/)?${name}(?::[A-Za-z0-9_][A-Za-z0-9_.-]*)?${digest}$`;
  const tagged = tag === 'latest' ? '(?::latest)?' : `:${tag.replace(/[.]/g, '[.]')}`;
  return `^(?:.*/)?${name}${tagged}${digest}$`;
}

const everyContainer = (spec: string) =>
  `(has(${spec}.containers) ? ${spec}.containers : []) + (has(${spec}.initContainers) ? ${spec}.initContainers : []) + (has(${spec}.ephemeralContainers) ? ${spec}.ephemeralContainers : [])`;

/** CEL: how many containers of an object have the image. Its Pod spec lies where its kind has it. */
function countOf(object: string, pattern: string): string {
  const paths = {
    pods: `dyn(${object}).spec`,
    cronjobs: `dyn(${object}).spec.jobTemplate.spec.template.spec`,
    others: `dyn(${object}).spec.template.spec`,
  };
  const counted = (spec: string) =>
    `(${everyContainer(spec)}).filter(c, c.image.matches(${JSON.stringify(pattern)})).size()`;
  return `request.resource.resource == "pods" ? ${counted(paths.pods)} : request.resource.resource == "cronjobs" ? ${counted(paths.cronjobs)} : ${counted(paths.others)}`;
}

/**
 * The policy and binding that keep an image out of the network. What has it already may still be scaled down, moved away
 * from it, or end; it may not be made again.
 */
export function blockObjects({ image }: BlockedImage, ticket: string): readonly KubernetesObject[] {
  const name = blockName(image);
  const pattern = spellings(image);
  const metadata = { name, labels: { 'app.kubernetes.io/managed-by': 'fadun', 'fadun.io/measure': 'block-image' } };
  const apiVersion = 'admissionregistration.k8s.io/v1';
  const rule = (apiGroups: string[], resources: string[]) => ({
    apiGroups,
    apiVersions: ['v1'],
    operations: ['CREATE', 'UPDATE'],
    resources,
  });
  return [
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicy',
      metadata,
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: {
          resourceRules: [
            rule([''], ['pods', 'pods/ephemeralcontainers', 'replicationcontrollers']),
            rule(['apps'], ['deployments', 'statefulsets', 'daemonsets', 'replicasets']),
            rule(['batch'], ['jobs', 'cronjobs']),
          ],
        },
        matchConditions: [
          { name: 'not-being-deleted', expression: 'object == null || !has(object.metadata.deletionTimestamp)' },
        ],
        variables: [
          { name: 'now', expression: countOf('object', pattern) },
          { name: 'before', expression: `request.operation == "CREATE" ? 0 : (${countOf('oldObject', pattern)})` },
        ],
        validations: [
          {
            expression: 'variables.now <= variables.before',
            message: `[block-image] ${image} is blocked in this network (${ticket}). 该镜像已在本网络封禁。`,
            reason: 'Forbidden',
          },
        ],
      },
    },
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata,
      spec: { policyName: name, validationActions: ['Deny', 'Audit'] },
    },
  ];
}

/** What the mark of a block holds. */
export function blockHeld(objects: readonly KubernetesObject[]): readonly HeldObject[] {
  return objects.map((object): HeldObject => ({ object: heldKey(object), as: 'added', digest: contentDigest(object) }));
}

/** Whether a running container has the image: by its name as written, or by the digest that its node resolved. */
export function isBlocked(image: string, written: string, resolved: string | undefined): boolean {
  const pattern = new RegExp(spellings(image));
  if (pattern.test(written)) return true;
  return resolved !== undefined && pattern.test(resolved.replace(/^[a-z-]+:\/\//, ''));
}
