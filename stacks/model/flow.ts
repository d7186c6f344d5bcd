import type { Protocol, Text } from './vocabulary.ts';

/** `<system>/<component>`: a component in the flow's network. */
export type ComponentRef = `${string}/${string}`;
/** `peer:<id>`: a declared peer of the flow's network. */
export type PeerRef = `peer:${string}`;
/** `channel:<id>`: the front-end of an exchange channel in the flow's network (sender or receiver side). */
export type ChannelRef = `channel:${string}`;

export type FlowEnd = ComponentRef | PeerRef | ChannelRef;

/** A declared permission inside one network. What is not declared is not permitted. */
export interface Flow {
  readonly network: string;
  readonly from: FlowEnd;
  readonly to: FlowEnd;
  readonly port: number;
  /** @default 'TCP' */
  readonly protocol?: Protocol;
  readonly purpose: Text;
  /** Exchange that this flow serves, where it serves one. */
  readonly exchange?: string;
}
