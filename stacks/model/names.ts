import { componentProfiles } from './profiles.ts';
import type { Component } from './system.ts';
import type { SegmentKind } from './vocabulary.ts';

/** Prefix of every label and annotation that Fadun writes. */
export const labelPrefix = 'fadun.io';

/** Labels that proofs and rules rest on; only the applier may write them. */
export const labels = {
  site: `${labelPrefix}/site`,
  network: `${labelPrefix}/network`,
  segment: `${labelPrefix}/segment`,
  system: `${labelPrefix}/system`,
  component: `${labelPrefix}/component`,
  channel: `${labelPrefix}/channel`,
  side: `${labelPrefix}/side`,
  role: `${labelPrefix}/role`,
  owner: `${labelPrefix}/owner`,
  mlpsLevel: `${labelPrefix}/mlps-level`,
  dataClass: `${labelPrefix}/data-class`,
  family: `${labelPrefix}/family`,
  /** On ConfigMaps that tell a workload of the platform what to enforce. */
  contract: `${labelPrefix}/contract`,
} as const;

/** Annotations on the `channel-contract` of a front-end: the device it speaks to on this side, and the spare. */
export const deviceAnnotations = {
  active: `${labelPrefix}/device`,
  spare: `${labelPrefix}/spare-device`,
} as const;

/** Namespace of a system's tier: `<system>-<segment>`. */
export function systemNamespace(system: string, segment: SegmentKind): string {
  return `${system}-${segment}`;
}

/** Namespace in which a component of a system runs. */
export function componentNamespace(system: string, component: Pick<Component, 'kind'>): string {
  return systemNamespace(system, componentProfiles[component.kind].segment);
}

/** Namespace of a channel's front-end, the same name on both sides (each side is its own cluster). */
export function channelNamespace(channel: string): string {
  return `xchg-${channel}`;
}

/** Namespace of a network's own metrics, alerts and traces. */
export const observabilityNamespace = 'fadun-observability';

/** Namespace of the inventory, the apply lock and administrators' service accounts. */
export const systemNamespaceOfFadun = 'fadun-system';
