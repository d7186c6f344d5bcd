import { fileURLToPath } from 'node:url';
import type { Action } from '../../runbooks/kit/action.ts';
import type { ControlPlaneHost } from '../../runbooks/kit/control-plane-host.ts';
import { endLeftovers } from '../../runbooks/kit/leftovers.ts';
import { runProcess } from '../../runbooks/kit/process.ts';
import type { Redactor } from '../../runbooks/kit/redaction/redactor.ts';
import type { Json } from '../../runbooks/kit/signing/canonical-json.ts';
import { FadunError } from '../errors.ts';
import type { Access } from './access.ts';
import { surroundings } from './surroundings.ts';

/** What commands are run with. */
export interface CommandMeans {
  readonly access: Pick<Access, 'kubeconfig' | 'programs' | 'sandbox' | 'out'>;
  readonly redactor: Redactor;
  /** Where the files lie that a command names. @default the folder of this process */
  readonly workingFolder?: string;
  /** The keys that our own commands trust, where an approved command names none. @default the site's */
  readonly keyring?: string;
  /** Aborted when the operator cuts off what is in hand. */
  readonly signal?: AbortSignal;
  /** Redacted lines of commands as they come. */
  readonly onOutput?: (text: string) => void;
}

/** What actions are carried out with. */
export interface ActingMeans extends Omit<CommandMeans, 'access'> {
  readonly access: Access;
  /** The machines of the control plane; absent where this program has no way to them. */
  readonly host?: ControlPlaneHost;
  /** Puts a checklist before people; resolves when every item is done. @throws where they stop */
  readonly ask: (action: Action & { readonly kind: 'manual' }) => Promise<string>;
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

/** Runs a command in a process of its own; gives the last line that it printed. @throws Error with the end of what it said, where it does not end with 0 */
export async function runCommand(
  means: CommandMeans,
  { command, deadlineSeconds }: Action & { readonly kind: 'command' },
  mark: string,
): Promise<string> {
  const { access, redactor, signal, onOutput, workingFolder } = means;
  const actual =
    command.program === 'fadun'
      ? {
          program: process.execPath,
          arguments: [commandLine, ...command.arguments, ...(await surroundings(means, command))],
        }
      : { ...command, program: access.programs[command.program] ?? command.program };
  const cut = new AbortController();
  const running = runProcess(actual, {
    deadlineSeconds,
    environment: { PATH: '/usr/local/bin:/usr/bin:/bin', KUBECONFIG: access.kubeconfig, LANG: 'C.UTF-8' },
    redactor,
    mark,
    ...(workingFolder ? { workingFolder } : {}),
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
    throw new FadunError(
      command.program,
      { zh: '本机没有该程序', en: 'it is not on this machine' },
      { zh: '安装该程序，或将其加入 PATH。', en: 'Install it, or put it on the path.' },
      3,
    );
  const how =
    result.ended === 'deadline' ? `cut off after ${deadlineSeconds} s` : `ended with ${result.code ?? result.signal}`;
  throw new Error(`${command.program}: ${how}: ${lastLines(result.stderr) || lastLines(result.stdout)}`);
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
      { zh: '本程序无法到达控制平面的主机', en: 'this program has no way to the machines of the control plane' },
      { zh: '请在能到达控制平面主机的机器上执行。', en: 'Run it where the control plane’s hosts are reached.' },
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

/** The end of what a command said, in whole lines where one is short enough: the fault stands before the remedy. */
function lastLines(text: string, most = 2000): string {
  const said = text.trim();
  const end = said.slice(-most);
  const firstBreak = said.length > most ? end.indexOf('\n') : -1;
  return end.slice(firstBreak + 1);
}
