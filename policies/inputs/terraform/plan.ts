import type { ObjectSource } from '../../kubernetes.ts';
import { Conversion, type ConversionResult } from './conversion.ts';
import { withUnknowns } from './plan-unknowns.ts';
import { convertibleResources } from './resources.ts';
import { sensitivePaths } from './sensitive.ts';
import { isRecord, type Json } from './walk.ts';

export interface PlanOrigin {
  /** Name of the plan, which becomes the `file` of each object's source. */
  readonly file: string;
  readonly network?: string;
}

/** A resource that the plan destroys without putting another in its place. */
interface RemovedResource {
  readonly source: ObjectSource;
  readonly type: string;
}

/** A value that Terraform holds for secret. It stands in the object as it is; what prints objects must leave it out. */
interface SensitiveValue {
  readonly source: ObjectSource;
  /** Path inside the Kubernetes object. */
  readonly path: string;
}

export interface PlanConversion extends ConversionResult {
  readonly removals: readonly RemovedResource[];
  readonly sensitive: readonly SensitiveValue[];
}

/**
 * Converts `terraform show -json` of a plan: the resources of `planned_values`, those of child modules included, with a
 * marker wherever a value is known only after apply. The source's address is Terraform's.
 */
export function convertPlan(json: unknown, { file, network }: PlanOrigin): PlanConversion {
  const conversion = new Conversion(network);
  if (!isRecord(json) || !isRecord(json.planned_values)) {
    conversion.fail({ source: { file }, path: '', ...notAPlan });
    return { ...conversion.result(), removals: [], sensitive: [] };
  }
  if (json.errored === true) conversion.fail({ source: { file }, path: 'errored', ...erroredPlan });
  const changes = changesOf(json.resource_changes);
  const expressions = expressionsOf(json.configuration);
  const planned = [...resourcesOf(json.planned_values.root_module, 0)];
  for (const resource of planned) convertPlanned(conversion, resource, file, changes, expressions);
  const seen = new Set(planned.map((resource) => (isRecord(resource) ? resource.address : undefined)));
  const removals: RemovedResource[] = [];
  for (const [address, change] of changes) {
    if (seen.has(address) || change.mode === 'data') continue;
    const source = { file, address };
    if (isRemoval(change)) removals.push({ source, type: String(change.type) });
    else conversion.failResource({ source, path: '', ...notPlanned });
  }
  return { ...conversion.result(), removals, sensitive: planned.flatMap((resource) => sensitiveIn(resource, file)) };
}

const notAPlan = { fault: 'it is not a Terraform plan', remedy: 'Give the output of "terraform show -json PLAN".' };
const erroredPlan = { fault: 'Terraform could not finish this plan', remedy: 'Plan again until it succeeds.' };
const notAResource = { fault: 'it is not a planned resource', remedy: 'Run "terraform show -json" again.' };
const notPlanned = {
  fault: 'the plan changes it but shows no planned value',
  remedy: 'Run "terraform show -json" again.',
};
/** Modules nest a few deep; deeper is not a plan. */
const moduleDepthLimit = 64;

function convertPlanned(
  conversion: Conversion,
  resource: unknown,
  file: string,
  changes: ReadonlyMap<string, Json>,
  expressions: ReadonlyMap<string, unknown>,
): void {
  if (!isRecord(resource) || typeof resource.type !== 'string' || !isRecord(resource.values)) {
    const address = isRecord(resource) && typeof resource.address === 'string' ? resource.address : '';
    conversion.failResource({ source: { file, address }, path: '', ...notAResource });
    return;
  }
  const { type, values } = resource;
  const address = typeof resource.address === 'string' ? resource.address : type;
  const change = changes.get(address)?.change;
  const afterUnknown = isRecord(change) ? change.after_unknown : undefined;
  const kind = convertibleResources.get(type)?.type;
  const attributes = withUnknowns(kind, values, afterUnknown, expressions.get(withoutInstances(address)));
  conversion.add(type, attributes, { file, address }, (text) => text);
}

function sensitiveIn(resource: unknown, file: string): SensitiveValue[] {
  if (!isRecord(resource) || typeof resource.type !== 'string') return [];
  const { type, address, sensitive_values: marks } = resource;
  const kind = convertibleResources.get(type)?.type;
  if (!kind || typeof address !== 'string') return [];
  return sensitivePaths(kind, marks).map((path) => ({ source: { file, address }, path }));
}

/** Data sources are read, not created. */
function* resourcesOf(module: unknown, depth: number): Generator<unknown> {
  if (!isRecord(module) || depth > moduleDepthLimit) {
    if (module !== undefined && module !== null) yield module;
    return;
  }
  for (const resource of listed(module.resources)) {
    if (!(isRecord(resource) && (resource.mode === 'data' || resource.mode === 'ephemeral'))) yield resource;
  }
  for (const child of listed(module.child_modules)) yield* resourcesOf(child, depth + 1);
}

function listed(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function changesOf(changes: unknown): Map<string, Json> {
  const byAddress = new Map<string, Json>();
  for (const change of listed(changes)) {
    if (isRecord(change) && typeof change.address === 'string' && !isDeposed(change))
      byAddress.set(change.address, change);
  }
  return byAddress;
}

/** The left-over of a replaced resource: its address belongs to the new one. */
function isDeposed(change: Json): boolean {
  return change.deposed !== undefined;
}

function isRemoval({ change }: Json): boolean {
  const actions = isRecord(change) ? listed(change.actions) : [];
  return actions.some((action) => action === 'delete' || action === 'forget') && !actions.includes('create');
}

function expressionsOf(configuration: unknown): Map<string, unknown> {
  const byAddress = new Map<string, unknown>();
  if (isRecord(configuration)) collectExpressions(configuration.root_module, '', byAddress, 0);
  return byAddress;
}

function collectExpressions(module: unknown, prefix: string, byAddress: Map<string, unknown>, depth: number): void {
  if (!isRecord(module) || depth > moduleDepthLimit) return;
  for (const resource of listed(module.resources)) {
    if (isRecord(resource)) byAddress.set(`${prefix}${resource.address}`, resource.expressions);
  }
  if (!isRecord(module.module_calls)) return;
  for (const [name, call] of Object.entries(module.module_calls)) {
    if (isRecord(call)) collectExpressions(call.module, `${prefix}module.${name}.`, byAddress, depth + 1);
  }
}

/** `module.m["a"].kubernetes_role_v1.r[0]` → `module.m.kubernetes_role_v1.r`, as the configuration names it. */
function withoutInstances(address: string): string {
  return address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, '');
}
