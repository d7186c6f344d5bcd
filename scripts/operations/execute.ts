import { fileURLToPath } from 'node:url';
import type { Action } from '../../runbooks/kit/action.ts';
import type { Command } from '../../runbooks/kit/command.ts';
import type { ControlPlaneHost } from '../../runbooks/kit/control-plane-host.ts';
import { endLeftovers } from '../../runbooks/kit/leftovers.ts';
import { runProcess } from '../../runbooks/kit/process.ts';
import type { Redactor } from '../../runbooks/kit/redaction/redactor.ts';
import type { Json } from '../../runbooks/kit/signing/canonical-json.ts';
import { FadunError } from '../errors.ts';
import type { Access } from './access.ts';

/** What actions are carried out with. */
export interface ActingMeans {
  readonly access: Access;
  readonly redactor: Redactor;
  /** The machines of the control plane; absent where this program has no way to them. */
  readonly host?: ControlPlaneHost;
  /** Puts a checklist before people; resolves when every item is done. @throws where they stop */
  readonly ask: (action: Action & { readonly kind: 'manual' }) => Promise<string>;
  /** Aborted when the operator cuts off what is in hand. */
  readonly signal?: AbortSignal;
  /** Redacted lines of commands as they come. */
  readonly onOutput?: (text: string) => void;
}

/** Seconds that one request to the API server may take, retries included. */
const requestSeconds = 60;

const commandLine = fileURLToPath(new URL('../cli.ts', import.meta.url));

/** Carries out one planned action with the acting credential; gives a short account of it. */
export function executor(means: ActingMeans): (action: Action, mark: string) => Promise<string> {
  return (action, mark) => {
    switch (action.kind) {
      case 'request':
        return sendRequest(means, action);
      case 'command':
        return runCommand(means, action, mark);
      case 'host':
        return callHost(means, action, mark);
      case 'collect':
        throw new Error(`${action.id}: it is carried out by its step, which only reads.`);
      case 'manual':
        return means.ask(action);
      default:
        return action satisfies never;
    }
  };
}

/** Carries out a request and gives the API server's answer, for steps that draw tokens. */
export function answering(access: Access, signal?: AbortSignal): (action: Action) => Promise<Json | undefined> {
  return async (action) => {
    if (action.kind !== 'request') throw new Error(`${action.id}: only a request has an answer`);
    const answer = await send(access, signal, action);
    return answer === '' ? undefined : (JSON.parse(answer) as Json);
  };
}

async function sendRequest({ access, signal }: ActingMeans, action: Action & { readonly kind: 'request' }) {
  return `${action.method} ${action.path}: ${accountOfAnswer(await send(access, signal, action))}`;
}

function send(
  access: Access,
  signal: AbortSignal | undefined,
  { method, path, body, contentType }: Action & { readonly kind: 'request' },
): Promise<string> {
  return access.transport.send({
    method,
    path,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(contentType ? { contentType } : {}),
    subject: path,
    verb: method,
    deadlineSeconds: requestSeconds,
    ...(signal ? { signal } : {}),
  });
}

/** Kind, name and version of what came back: never its content. */
function accountOfAnswer(answer: string): string {
  try {
    const { kind, metadata, status } = JSON.parse(answer) as {
      kind?: string;
      metadata?: { name?: string; resourceVersion?: string };
      status?: unknown;
    };
    const version = metadata?.resourceVersion ? ` at ${metadata.resourceVersion}` : '';
    if (kind === 'Status') return String(status);
    return `${kind ?? 'done'}${metadata?.name ? ` ${metadata.name}` : ''}${version}`;
  } catch {
    return 'done';
  }
}

async function runCommand(
  { access, redactor, signal, onOutput }: ActingMeans,
  { command, deadlineSeconds }: Action & { readonly kind: 'command' },
  mark: string,
): Promise<string> {
  const actual =
    command.program === 'fadun'
      ? {
          program: process.execPath,
          arguments: [commandLine, ...command.arguments, ...(await surroundings(access, command))],
        }
      : { ...command, program: access.programs[command.program] ?? command.program };
  const cut = new AbortController();
  const running = runProcess(actual, {
    deadlineSeconds,
    environment: { PATH: '/usr/local/bin:/usr/bin:/bin', KUBECONFIG: access.kubeconfig, LANG: 'C.UTF-8' },
    redactor,
    mark,
    ...(onOutput ? { onOutput: (_: unknown, text: string) => onOutput(text) } : {}),
  });
  const stopped = new Promise<never>((_, reject) => {
    // Whoever asks the target next must not race with a child that still runs.
    const stop = () =>
      void endLeftovers(mark).then(() => reject(new Error(`${command.program}: cut off by the operator`)), reject);
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { signal: cut.signal });
  });
  const result = await Promise.race([running, stopped]).finally(() => cut.abort());
  if (result.ended === 'exited' && result.code === 0)
    return lastLine(result.stdout) || `${command.program} ended with 0`;
  if (result.ended === 'not-started')
    throw new FadunError(command.program, 'it is not on this machine', 'Install it, or put it on the path.', 3);
  const how =
    result.ended === 'deadline' ? `cut off after ${deadlineSeconds} s` : `ended with ${result.code ?? result.signal}`;
  throw new Error(`${command.program}: ${how}: ${lastLine(result.stderr) || lastLine(result.stdout)}`);
}

/** Where this machine keeps things, for commands of our own that ask: never part of what was approved. */
async function surroundings(
  { sandbox, kubeconfig, out }: Access,
  { arguments: [name] }: Command,
): Promise<readonly string[]> {
  const { commandTable } = await import('../commands/table.ts');
  const spec = commandTable.find((one) => one.name.split(' ')[0] === name);
  const takes = (flag: string) => spec?.options?.some(({ flags }) => flags.startsWith(flag)) ?? false;
  return [
    ...(takes('--out') ? [`--out=${out}`] : []),
    ...(!sandbox && takes('--kubeconfig') ? [`--kubeconfig=${kubeconfig}`] : []),
  ];
}

async function callHost(
  means: ActingMeans,
  { operation, arguments: given }: Action & { readonly kind: 'host' },
  mark: string,
): Promise<string> {
  const host = means.host ?? (await means.access.hosts?.acting(mark));
  if (!host) {
    throw new FadunError(
      `host ${operation}`,
      'this program has no way to the machines of the control plane',
      'Run it where the control plane’s hosts are reached.',
      3,
    );
  }
  const call = host[operation] as (...values: readonly unknown[]) => Promise<unknown>;
  const answer = await call.apply(host, [...given]);
  return answer === undefined ? `${operation}: done` : `${operation}: ${JSON.stringify(answer)}`;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.slice(0, 500) ?? '';
}
