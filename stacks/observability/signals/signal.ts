import type { SystemId } from '../../catalogue/systems/index.ts';
import type { ComponentKind } from '../../model/system.ts';
import type { Text } from '../../model/vocabulary.ts';
import type { SignalAlertName } from './signal-alerts.ts';

/** A signal that an alert of its own watches. */
export interface WatchedSignal {
  /** What is so while the alert fires, without its subject. */
  readonly name: Text;
  readonly alert: SignalAlertName;
  /** Value of the label that tells it from others of the alert; absent where there is one a system. */
  readonly value?: string;
  /** @default the alert's */
  readonly limit?: number;
  /** The component that exposes it; absent where every placement of the system does. */
  readonly where?: ComponentKind;
}

/** A signal that other alerts tell already. */
export interface SignalTold {
  readonly name: Text;
  readonly by: readonly string[];
}

/** A signal that monitoring leaves to others, and why. */
export interface SignalLeft {
  readonly name: Text;
  readonly left: string;
}

export type Signal = WatchedSignal | SignalTold | SignalLeft;

/** What the field asks to watch of some systems. */
export interface SignalRow {
  /** `every`: of each system that runs here. */
  readonly systems: readonly SystemId[] | 'every';
  /** Systems that expose it where a system is only a capability of others. @default its hosts */
  readonly hosts?: readonly SystemId[];
  readonly signals: readonly Signal[];
}

export function watched(
  alert: SignalAlertName,
  value: string | undefined,
  zh: string,
  en: string,
  options: Pick<WatchedSignal, 'limit' | 'where'> = {},
): WatchedSignal {
  return { name: { zh, en }, alert, ...(value !== undefined && { value }), ...options };
}

export function told(by: readonly string[], zh: string, en: string): SignalTold {
  return { name: { zh, en }, by };
}

export function left(reason: string, zh: string, en: string): SignalLeft {
  return { name: { zh, en }, left: reason };
}
