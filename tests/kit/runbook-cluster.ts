import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Action } from '../../runbooks/kit/action.ts';
import { type ApprovalSubject, approve, propose } from '../../runbooks/kit/approvals/approval.ts';
import { usedApprovalsIn } from '../../runbooks/kit/approvals/used-approvals.ts';
import { anchorsIn } from '../../runbooks/kit/journal/anchor.ts';
import { planRunbook, type RunbookPlan, runSubject, undoSubject } from '../../runbooks/kit/plan-runbook.ts';
import { runProcess } from '../../runbooks/kit/process.ts';
import { createRedactor } from '../../runbooks/kit/redaction/redactor.ts';
import { resumeRun, runRunbook, undoRun } from '../../runbooks/kit/run/run.ts';
import type { Consent, RunEnvironment, RunResult } from '../../runbooks/kit/run/session.ts';
import type { ReadAccess, Runbook } from '../../runbooks/kit/runbook.ts';
import type { Json } from '../../runbooks/kit/signing/canonical-json.ts';
import { ClusterError } from '../../scripts/engines/client/errors.ts';
import { readKubeconfig } from '../../scripts/engines/client/kubeconfig.ts';
import { openTransport } from '../../scripts/engines/client/transport.ts';
import type { TestControlPlane } from './control-plane.ts';
import { testKeyring, testPerson } from './runbook-people.ts';

const people = {
  onCall: testPerson('p-001', ['on-call']),
  system: testPerson('p-002', ['system-admin'], 'sm2-sm3'),
  security: testPerson('p-004', ['security-admin'], 'sm2-sm3'),
};

/** A network in which runbooks are planned with a reading credential and run with an acting one. */
export interface RunbookCluster {
  readonly folder: string;
  readonly read: ReadAccess;
  /** Everything that a run said: events and accounts, as a terminal would show them. */
  readonly said: string[];
  /** What was handed over to the operator, by path. */
  readonly handedOver: Map<string, string>;
  readonly environment: RunEnvironment;
  plan(runbook: Runbook, parameters: Readonly<Record<string, string>>): Promise<RunbookPlan>;
  /** Plans, has it approved by two others and runs it. */
  run(runbook: Runbook, parameters: Readonly<Record<string, string>>, run: string): Promise<RunResult>;
  /** Resumes in other surroundings. */
  resumeIn(runbook: Runbook, run: string, environment: RunEnvironment): Promise<RunResult>;
  undo(runbook: Runbook, plan: RunbookPlan, run: string): Promise<RunResult>;
  close(): Promise<void>;
}

export interface RunbookClusterOptions {
  readonly reads?: Partial<ReadAccess>;
  /** Answers a checklist. @default confirms it */
  readonly manual?: (action: Action & { readonly kind: 'manual' }) => Promise<string>;
}

/** Opens a real control plane for runbooks. */
export function openRunbookCluster(plane: TestControlPlane, options: RunbookClusterOptions = {}): RunbookCluster {
  const folder = mkdtempSync(join(tmpdir(), 'fadun-runbook-'));
  const reading = openTransport(readKubeconfig(plane.kubeconfigs.reader), { userAgent: 'fadun-plan' });
  const acting = openTransport(readKubeconfig(plane.kubeconfigs.applier), { userAgent: 'fadun-run' });
  const target = { site: 'binhe', network: plane.network };
  const redactor = createRedactor();
  const said: string[] = [];
  const handedOver = new Map<string, string>();
  const get = async (transport: typeof reading, path: string, accept?: string) => {
    const answer = await text(transport, path, accept);
    return answer === undefined ? undefined : (JSON.parse(answer) as Json);
  };
  const text = async (transport: typeof reading, path: string, accept?: string) => {
    try {
      const request = {
        method: 'GET',
        path,
        subject: path,
        deadlineSeconds: 20,
        ...(accept ? { accept } : {}),
      } as const;
      return await transport.send(request);
    } catch (error) {
      if (error instanceof ClusterError && error.status === 404) return undefined;
      throw error;
    }
  };
  const send = ({ method, path, body, contentType }: Action & { readonly kind: 'request' }) =>
    acting.send({
      method,
      path,
      subject: path,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(contentType ? { contentType } : {}),
    });
  const execute = async (action: Action, mark: string): Promise<string> => {
    if (action.kind === 'manual') return (options.manual ?? (async () => 'confirmed'))(action);
    if (action.kind === 'request') {
      const answer = JSON.parse(await send(action)) as { kind?: string; metadata?: { name?: string } };
      return `${action.method} ${answer.kind} ${answer.metadata?.name ?? ''}`;
    }
    if (action.kind !== 'command') throw new Error(`${action.kind}: not in this test`);
    const environment = { PATH: process.env.PATH ?? '', KUBECONFIG: plane.kubeconfigs.applier };
    const result = await runProcess(action.command, {
      deadlineSeconds: action.deadlineSeconds,
      environment,
      redactor,
      mark,
    });
    if (result.code !== 0)
      throw new Error(`${action.command.program}: ${result.ended} ${result.code}: ${result.stderr}`);
    return result.stdout.slice(0, 500);
  };
  const read: ReadAccess = { get: (path) => get(reading, path), ...options.reads };
  const environment: RunEnvironment = {
    runs: join(folder, 'runs'),
    keyring: testKeyring(people),
    guardPeriods: [],
    usedApprovals: usedApprovalsIn(join(folder, 'used')),
    anchors: anchorsIn(join(folder, 'anchors')),
    operator: { person: people.onCall.id, pair: people.onCall.pair },
    read,
    readMetadata: (path, of = 'object') => {
      const kind = of === 'object' ? 'PartialObjectMetadata' : 'PartialObjectMetadataList';
      return get(acting, path, `application/json;as=${kind};g=meta.k8s.io;v=v1,application/json;q=0`);
    },
    readText: (path) => text(acting, path),
    execute,
    answerTo: async (action) => {
      if (action.kind !== 'request') throw new Error('only requests are answered');
      return JSON.parse(await send(action)) as Json;
    },
    handOver: async (name, content) => {
      mkdirSync(join(folder, 'handed-over'), { recursive: true, mode: 0o700 });
      const path = join(folder, 'handed-over', name);
      writeFileSync(path, content, { mode: 0o600 });
      handedOver.set(path, content);
      return path;
    },
    takeBack: async (name) => rmSync(join(folder, 'handed-over', name), { force: true }),
    redactor,
    now: () => new Date(),
    onEvent: (event) => said.push(JSON.stringify(event)),
  };
  const plan = (runbook: Runbook, parameters: Readonly<Record<string, string>>) =>
    planRunbook(runbook, parameters, target, read, environment.now);
  return {
    folder,
    read,
    said,
    handedOver,
    environment,
    plan,
    run: async (runbook, parameters, run) => {
      const planned = await plan(runbook, parameters);
      return runRunbook(runbook, planned, consentOf(runSubject(planned), planned.breakGlass), run, environment);
    },
    resumeIn: (runbook, run, surroundings) => resumeRun(runbook, run, surroundings),
    undo: (runbook, planned, run) =>
      undoRun(runbook, run, environment, consentOf(undoSubject(planned, run), planned.breakGlass)),
    close: async () => {
      await Promise.all([reading.close(), acting.close()]);
    },
  };
}

/** Consent of the system and the security administrator. */
export function consentOf(subject: ApprovalSubject, breakGlass: boolean): Consent {
  const at = Date.now();
  const [notBefore, expires] = [at - 60_000, at + 3_600_000].map((time) => new Date(time).toISOString()) as [
    string,
    string,
  ];
  const path = breakGlass ? 'emergency' : 'normal';
  const by = (person: (typeof people)[keyof typeof people], role: 'system-admin' | 'security-admin') =>
    approve({ subject, approver: person.id, role, path, notBefore, expires, reason: '事件处置' }, person.pair);
  return {
    proposal: propose(subject, people.onCall.id, new Date(at), people.onCall.pair),
    approvals: [by(people.security, 'security-admin'), by(people.system, 'system-admin')],
  };
}
