import { Worker } from 'node:worker_threads';
import type { ManifestUnit } from '../../policies/inputs/manifests/units.ts';
import type { ObjectVerdicts } from '../../policies/judge.ts';
import type { SourcedObject } from '../../policies/kubernetes.ts';
import { type Part, partKind } from '../../policies/parts.ts';
import type { PortionRequest } from './portion.ts';

/** A part as it passes between threads. */
export interface PlainPart extends Omit<Part, 'kinds'> {
  /** Kind, digest, JSON, and JSON of the outlines. */
  readonly kinds: readonly (readonly [string, string, string, string])[];
}

/** What a helping thread starts with. */
export interface HelperData {
  readonly units: readonly ManifestUnit[];
  /** Index of the next unit that nobody has taken. */
  readonly next: Int32Array<SharedArrayBuffer>;
  readonly request: PortionRequest;
  /** Folder of compiled code that the main thread uses. */
  readonly compiledCode?: string | undefined;
}

export type HelperMessage =
  | { readonly parsed: readonly (readonly [number, PlainPart])[] }
  | { readonly judged: readonly (readonly [number, ObjectVerdicts])[] };

/** Takes the next unit; undefined when all are taken. */
export function takeUnit({ units, next }: HelperData): number | undefined {
  const index = Atomics.add(next, 0, 1);
  return index < units.length ? index : undefined;
}

/** A second thread for parsing and judging. */
export class Helper {
  readonly #worker: Worker;
  readonly #messages: AsyncIterator<HelperMessage>;

  constructor(data: HelperData) {
    this.#worker = new Worker(new URL('./helper-thread.ts', import.meta.url), { workerData: data });
    this.#messages = messagesOf(this.#worker);
  }

  /** The parts that it parsed, by index; when all units are taken. */
  async parsed(): Promise<ReadonlyMap<number, Part>> {
    const message = await this.#next();
    if (!('parsed' in message)) throw new Error('the helping thread judged before it parsed');
    return new Map(message.parsed.map(([index, part]) => [index, restored(part)]));
  }

  /** Has it judge everything that it parsed. */
  judge(namespaces: readonly SourcedObject[]): void {
    this.#worker.postMessage(namespaces);
  }

  async judged(): Promise<ReadonlyMap<number, ObjectVerdicts>> {
    const message = await this.#next();
    if (!('judged' in message)) throw new Error('the helping thread parsed twice');
    return new Map(message.judged);
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  async #next(): Promise<HelperMessage> {
    const { value } = await this.#messages.next();
    return value;
  }
}

/** Messages in order; the thread's errors are thrown, its end before an answer as well. */
async function* messagesOf(worker: Worker): AsyncGenerator<HelperMessage> {
  const queue: HelperMessage[] = [];
  let ended: Error | undefined;
  let wake = () => {};
  worker.on('message', (message: HelperMessage) => {
    queue.push(message);
    wake();
  });
  const end = (error: Error) => {
    ended ??= error;
    wake();
  };
  worker.on('error', (error) => end(error as Error));
  worker.on('exit', (code) => end(new Error(`the helping thread ended early (${code})`)));
  for (;;) {
    const message = queue.shift();
    if (message) yield message;
    else if (ended) throw ended;
    else await new Promise<void>((resolve) => (wake = resolve));
  }
}

/** The part as plain data. */
export function plain({ kinds, ...rest }: Part): PlainPart {
  return {
    ...rest,
    kinds: [...kinds].map(([kind, { digest, json, outlines }]) => [kind, digest, json(), outlines()] as const),
  };
}

function restored({ kinds, ...rest }: PlainPart): Part {
  return { ...rest, kinds: new Map(kinds.map(([kind, ...held]) => [kind, partKind(...held)])) };
}
