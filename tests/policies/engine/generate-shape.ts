/**
 * Derives policies/normalise/shape.generated.json from the Go types of the Kubernetes API.
 *
 *   node tests/policies/engine/generate-shape.ts <directory of k8s.io/api> <directory of k8s.io/apimachinery>
 *
 * The directories are what `go list -m -f '{{.Dir}}' k8s.io/api` prints.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Type name → field → code, as policies/normalise/shape.ts reads it. */
export type Shape = Record<string, Record<string, string>>;

const apiFiles = [
  ...['core/v1', 'apps/v1', 'batch/v1', 'networking/v1', 'rbac/v1', 'policy/v1', 'autoscaling/v2', 'storage/v1'],
  ...['scheduling/v1', 'discovery/v1', 'admissionregistration/v1', 'certificates/v1'],
];

/** Kinds to start from; only what they reach is kept. */
const roots = [
  ...['Pod', 'PodTemplateSpec', 'ReplicationController', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'],
  ...['Job', 'CronJob', 'Service', 'ConfigMap', 'Secret', 'ServiceAccount', 'Namespace', 'PersistentVolume'],
  ...['PersistentVolumeClaim', 'ResourceQuota', 'LimitRange', 'NetworkPolicy', 'Ingress', 'IngressClass', 'Role'],
  ...['ClusterRole', 'RoleBinding', 'ClusterRoleBinding', 'HorizontalPodAutoscaler', 'PodDisruptionBudget'],
  ...['StorageClass', 'PriorityClass', 'EndpointSlice', 'ValidatingWebhookConfiguration'],
  ...['MutatingWebhookConfiguration'],
];

interface GoField {
  readonly name: string;
  readonly type: string;
  readonly options: readonly string[];
}

interface GoTypes {
  readonly structs: Map<string, GoField[]>;
  readonly named: Map<string, string>;
}

export function generateShape(apiDirectory: string, machineryDirectory: string): Shape {
  const types: GoTypes = { structs: new Map(), named: new Map() };
  for (const path of ['pkg/apis/meta/v1/types.go']) readTypes(join(machineryDirectory, path), types);
  for (const path of apiFiles) readTypes(join(apiDirectory, path, 'types.go'), types);
  const shape: Shape = {};
  const pending = [...roots];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (shape[name] || !types.structs.has(name)) continue;
    const fields = fieldsOf(name, types);
    shape[name] = fields;
    for (const code of Object.values(fields)) pending.push(code.replace(/^[^A-Za-z]*/, ''));
  }
  return Object.fromEntries(
    Object.entries(shape)
      .filter(([, fields]) => Object.keys(fields).length > 0)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

function readTypes(file: string, { structs, named }: GoTypes): void {
  const source = readFileSync(file, 'utf8');
  for (const [, name, body] of source.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm)) {
    if (structs.has(name!)) continue;
    const fields: GoField[] = [];
    for (const line of body!.split('\n')) {
      const field = /^\s+(?:(\w+)\s+)?([\w.*[\]]+)\s+`.*?json:"([^"]*)"/.exec(line);
      if (!field) continue;
      const [jsonName = '', ...options] = field[3]!.split(',');
      fields.push({ name: jsonName, type: field[2]!, options });
    }
    structs.set(name!, fields);
  }
  for (const [, name, underlying] of source.matchAll(/^type (\w+) ([\w.*[\]]+)$/gm)) named.set(name!, underlying!);
}

function fieldsOf(struct: string, types: GoTypes): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const { name, type, options } of types.structs.get(struct)!) {
    if (name === '' && (options.length === 0 || options.includes('inline'))) {
      const embedded = plain(type);
      if (types.structs.has(embedded)) Object.assign(fields, fieldsOf(embedded, types));
      continue;
    }
    if (name === '-' || name === '') continue;
    const code = codeOf(type, options, types);
    if (code !== '') fields[name] = code;
  }
  return fields;
}

function plain(type: string): string {
  return type.replace(/^\*/, '').replace(/^.*\./, '');
}

const scalars = /^(string|bool|byte|u?int(8|16|32|64)?|float64|UID)$/;
/** Structs that are written as text. */
const textual = new Set(['Time', 'MicroTime', 'Duration', 'IntOrString', 'RawExtension', 'FieldsV1', 'Verbs']);

function codeOf(type: string, options: readonly string[], types: GoTypes): string {
  const optional = options.includes('omitempty');
  const pointer = type.startsWith('*');
  const resolved = resolve(type, types);
  if (resolved === 'Quantity') return 'q';
  const mapped = /^map\[[^\]]*\](.*)$/.exec(resolved);
  if (mapped) return (optional ? '?' : '!') + elements('{', mapped[1]!, types);
  if (resolved.startsWith('[]')) return (optional ? '?' : '!') + elements('[', resolved.slice(2), types);
  if (scalars.test(resolved)) return optional && !pointer ? '?s' : '';
  if (textual.has(plain(resolved))) return '';
  if (!types.structs.has(plain(resolved))) return '';
  if (pointer) return plain(resolved);
  return (options.includes('omitzero') ? '~' : '=') + plain(resolved);
}

function elements(bracket: string, type: string, types: GoTypes): string {
  const resolved = resolve(type, types);
  if (resolved === 'Quantity') return `${bracket}q`;
  return types.structs.has(plain(resolved)) && !textual.has(plain(resolved)) ? bracket + plain(resolved) : bracket;
}

function resolve(type: string, types: GoTypes): string {
  let current = type.replace(/^\*/, '').replace(/\b(?:metav1|v1|resource|intstr|types|runtime|corev1)\./g, '');
  for (let next = types.named.get(current); next !== undefined; next = types.named.get(current)) {
    current = next.replace(/\b(?:metav1|v1|resource|intstr|types|runtime|corev1)\./g, '');
  }
  return current;
}

if (process.argv[1] === import.meta.filename) {
  const [, , api, machinery] = process.argv;
  if (!api || !machinery) throw new Error('Give the directories of k8s.io/api and k8s.io/apimachinery.');
  const file = join(import.meta.dirname, '../../../policies/normalise/shape.generated.json');
  writeFileSync(file, `${JSON.stringify(generateShape(api, machinery), undefined, 1)}\n`);
}
