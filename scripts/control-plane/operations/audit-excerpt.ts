import type { AuditExcerpt } from '../../../runbooks/kit/control-plane-host.ts';
import type { Machine } from '../machine/machine.ts';

const mostBytes = 16 << 20;
/** An event of any size shows its time within it, or is passed over. */
const firstBytes = 1 << 20;

interface AuditEvent {
  readonly stageTimestamp?: string;
  readonly objectRef?: { readonly resource?: string; readonly subresource?: string; readonly namespace?: string };
}

/** Events of a namespace from a moment on, out of the file that is written now; one line an event. */
export async function auditExcerpt(
  machine: Machine,
  log: string,
  namespace: string,
  since: Date,
): Promise<AuditExcerpt> {
  if ((await machine.look(log))?.kind !== 'file') return { events: '', complete: false };
  const kept: string[] = [];
  let bytes = 0;
  const first = /"stageTimestamp":"([^"]+)"/.exec(await machine.part(log, 'first', firstBytes))?.[1];
  const naming = ['--text', '--fixed-strings', '-e', `"namespace":"${namespace}"`, '--', log];
  for await (const line of machine.lines('grep', naming, { accepted: [0, 1] })) {
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
