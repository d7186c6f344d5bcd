import type { Text } from '../../stacks/model/vocabulary.ts';
import { type Command, showCommand } from './command.ts';
import type { ControlPlaneHost, ControlPlaneReader } from './control-plane-host.ts';
import { canonicalJson, type Json } from './signing/canonical-json.ts';

interface ActionBase {
  /** Unique within its step. */
  readonly id: string;
  /** What it does, for the person who approves. */
  readonly does: Text;
  /** What is only known when it acts (a drawn password, a token), and so is not in the plan. @default nothing */
  readonly drawnWhenActing?: readonly string[];
}

/** One change, as data: what is approved is what is executed. */
export type Action =
  | (ActionBase & { readonly kind: 'command'; readonly command: Command; readonly deadlineSeconds: number })
  | (ActionBase & {
      readonly kind: 'request';
      readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
      /** Path and query at the API server of the target network. */
      readonly path: string;
      readonly body?: Json;
      /** @default 'application/json' */
      readonly contentType?: string;
    })
  | (ActionBase & {
      readonly kind: 'host';
      readonly operation: Exclude<keyof ControlPlaneHost, keyof ControlPlaneReader>;
      readonly arguments: readonly Json[];
    })
  /** Reads, and keeps what it read in the run's own folder; its step carries it out, nothing of the target changes. */
  | (ActionBase & { readonly kind: 'collect'; readonly reads: readonly string[] })
  | (ActionBase & { readonly kind: 'manual'; readonly checklist: readonly Text[] });

/** The action in the words of the machine: what would run, complete. */
export function showAction(action: Action, language: keyof Text): string {
  switch (action.kind) {
    case 'command':
      return showCommand(action.command);
    case 'request':
      return `${action.method} ${action.path}${action.body === undefined ? '' : ` ${canonicalJson(action.body)}`}`;
    case 'host':
      return `host ${action.operation} ${canonicalJson(action.arguments)}`;
    case 'collect':
      return action.reads.map((path) => `GET ${path}`).join('\n');
    case 'manual':
      return action.checklist.map((item) => `[ ] ${item[language]}`).join('\n');
    default:
      return action satisfies never;
  }
}
