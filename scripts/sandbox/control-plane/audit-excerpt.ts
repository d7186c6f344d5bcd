import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { AuditExcerpt } from '../../../runbooks/kit/control-plane-host.ts';

const mostBytes = 16 << 20;

interface AuditEvent {
  readonly stageTimestamp?: string;
  readonly objectRef?: { readonly resource?: string; readonly subresource?: string; readonly namespace?: string };
}

/** Events of a namespace from a moment on, out of the file that is written now; one line an event. */
export async function auditExcerpt(log: string, namespace: string, since: Date): Promise<AuditExcerpt> {
  if ((await stat(log).catch(() => undefined))?.isFile() !== true) return { events: '', complete: false };
  const kept: string[] = [];
  let bytes = 0;
  let first: string | undefined;
  for await (const line of createInterface({
    input: createReadStream(log, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    first ??= /"stageTimestamp":"([^"]+)"/.exec(line)?.[1];
    if (!line.includes(`"namespace":"${namespace}"`)) continue;
    const event = parsed(line);
    if (event?.objectRef?.namespace !== namespace || !(new Date(event.stageTimestamp ?? '') >= since)) continue;
    const text = JSON.stringify(holdsCredentials(event) ? withoutBodies(event) : event);
    bytes += text.length + 1;
    if (bytes > mostBytes) return { events: lines(kept), complete: false };
    kept.push(text);
  }
  return { events: lines(kept), complete: first !== undefined && new Date(first) <= since };
}

/** The last line may still be on its way to the disk. */
function parsed(line: string): AuditEvent | undefined {
  try {
    return JSON.parse(line) as AuditEvent;
  } catch {
    return undefined;
  }
}

function holdsCredentials({ objectRef }: AuditEvent): boolean {
  return objectRef?.resource === 'secrets' || objectRef?.subresource === 'token';
}

function withoutBodies(event: AuditEvent): AuditEvent {
  const { requestObject: _, responseObject: __, ...rest } = event as AuditEvent & Readonly<Record<string, unknown>>;
  return rest;
}

function lines(kept: readonly string[]): string {
  return kept.map((line) => `${line}\n`).join('');
}
