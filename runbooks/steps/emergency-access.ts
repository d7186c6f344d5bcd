import { setTimeout as delay } from 'node:timers/promises';
import { holdNamespace } from '../../policies/hold.ts';
import type { Action } from '../kit/action.ts';
import { type ObjectRef, objectPath, refOf } from '../kit/cluster/kinds.ts';
import { creation, deletionByName, holdsAll, observeRequest } from '../kit/cluster/requests.ts';
import type { ActContext, Observation, ReadContext } from '../kit/runbook.ts';
import { accessExpiry } from '../revoke-expired-access.ts';
import { announcement, type EmergencyGrant, emergencyName, grantObjects } from './break-glass.ts';

/** What an emergency access is asked for with. */
export type EmergencyParameters = EmergencyGrant & { readonly minutes: number; readonly reason: string };

/** Hours within which the security administrator reviews an emergency access (see the approval policy). */
export const reviewHours = 72;

/** Until the API servers trace: their informers see a new binding within a second, and no answer says so. */
const traceSeconds = 3;

/** The object that the token is bound to. */
export const anchor: ObjectRef = { kind: 'Secret', name: emergencyName, namespace: holdNamespace };

/** The file that the operator finds the token in, below the folder of what is handed over. */
function tokenFile(run: string): string {
  return `break-glass-${run}.token`;
}

function actionOf(kind: string): string {
  return `make-${kind.toLowerCase()}`;
}

/** Everything of a grant, made in order; the announcement first. */
export function opening(grant: EmergencyGrant): readonly Action[] {
  const made = grantObjects(grant).map((object) => {
    const isBinding = object.kind.endsWith('RoleBinding');
    const words = {
      id: actionOf(object.kind),
      does: {
        zh: `建立 ${object.kind} ${object.metadata.name}`,
        en: `make the ${object.kind} ${object.metadata.name}`,
      },
      ...(isBinding ? { drawnWhenActing: [accessExpiry] } : {}),
    };
    return creation(words, object);
  });
  const said = creation(
    {
      id: 'announce',
      does: { zh: '在集群事件中公告', en: 'say it in the cluster’s events' },
      drawnWhenActing: ['time'],
    },
    announcement(grant),
  );
  return [said, ...made];
}

/** What is only known now: the end of the access, and the time of the announcement. */
export async function open(context: ActContext<EmergencyParameters>, action: Action): Promise<string> {
  if (action.kind !== 'request') return context.execute(action);
  if (action.id === actionOf('ValidatingAdmissionPolicyBinding')) {
    const account = await context.execute(action);
    await delay(traceSeconds * 1000);
    return account;
  }
  const now = context.now();
  const body = action.body as { readonly metadata: { readonly annotations?: Record<string, string> } };
  if (action.id === 'announce') {
    const at = now.toISOString().replace(/\.\d+Z$/, 'Z');
    const drawn = { firstTimestamp: at, lastTimestamp: at, eventTime: null };
    return context.execute({ ...action, body: { ...body, ...drawn } });
  }
  if (!action.id.endsWith('rolebinding')) return context.execute(action);
  const expires = new Date(now.getTime() + context.parameters.minutes * 60_000).toISOString();
  const metadata = { ...body.metadata, annotations: { [accessExpiry]: expires } };
  return context.execute({ ...action, body: { ...body, metadata } });
}

/** Secrets are seen by their metadata only, and only while a run acts. */
export async function observeOpening({ read }: ReadContext<EmergencyParameters>, action: Action): Promise<Observation> {
  if (action.id !== actionOf('Secret') || !read.metadata) return observeRequest(read, action);
  const body = (
    action as unknown as { readonly body: { readonly metadata: { readonly labels: Record<string, string> } } }
  ).body;
  const live = await read.metadata(objectPath(anchor));
  return holdsAll(live, { metadata: { labels: body.metadata.labels } }) ? 'done' : 'not-done';
}

/** Everything of a grant, taken away; the token's object first. */
export function closing(grant: EmergencyGrant): readonly Action[] {
  const order = ['Secret', 'RoleBinding', 'ClusterRoleBinding', 'ServiceAccount'];
  const rank = (kind: string) => (order.includes(kind) ? order.indexOf(kind) : order.length);
  return grantObjects(grant)
    .toSorted((left, right) => rank(left.kind) - rank(right.kind))
    .map((object) =>
      deletionByName(
        {
          id: `remove-${object.kind.toLowerCase()}`,
          does: {
            zh: `删除 ${object.kind} ${object.metadata.name}${object.kind === 'Secret' ? '（令牌随之立即失效，其文件先行删除）' : ''}`,
            en: `delete the ${object.kind} ${object.metadata.name}${object.kind === 'Secret' ? ' (the token ends with it, at once; its file is removed first)' : ''}`,
          },
        },
        refOf(object),
      ),
    );
}

/** Takes one thing of a grant away. The token's file goes before its object: were it after, a kill between would leave it. */
export async function takeAway(context: ActContext<EmergencyParameters>, action: Action): Promise<string> {
  if (action.id === 'remove-secret') await context.takeBack(tokenFile(context.run));
  return context.execute(action);
}

export async function observeClosing({ read }: ReadContext<EmergencyParameters>, action: Action): Promise<Observation> {
  if (action.id !== 'remove-secret' || !read.metadata) return observeRequest(read, action);
  return (await read.metadata(objectPath(anchor))) === undefined ? 'done' : 'not-done';
}

/** Draws the token and leaves it with the operator: its value passes through no plan, journal, log or trace. */
export async function handOverToken(context: ActContext<EmergencyParameters>, action: Action): Promise<string> {
  if (action.kind !== 'request') return context.execute(action);
  const bound = (await context.read.metadata?.(objectPath(anchor))) as { metadata?: { uid?: string } } | undefined;
  const uid = bound?.metadata?.uid;
  if (!uid)
    throw new Error('break-glass: the object that the token is bound to is not there. Undo the run, then plan again.');
  const spec = (action.body as { readonly spec: { readonly boundObjectRef: object } }).spec;
  const asked = {
    ...action,
    body: { ...(action.body as object), spec: { ...spec, boundObjectRef: { ...spec.boundObjectRef, uid } } },
  };
  const answer = (await context.answerTo(asked)) as
    | { status?: { token?: string; expirationTimestamp?: string } }
    | undefined;
  const { token, expirationTimestamp } = answer?.status ?? {};
  if (!token) throw new Error('break-glass: the API server gave no token. Look at its log, then resume the run.');
  const path = await context.handOver(tokenFile(context.run), token);
  return `left in ${path}, valid until ${expirationTimestamp}`;
}
