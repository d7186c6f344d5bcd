import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { usedApprovalsIn } from '../../runbooks/kit/approvals/used-approvals.ts';
import { anchorsIn } from '../../runbooks/kit/journal/anchor.ts';
import { readRecords } from '../../runbooks/kit/journal/journal.ts';
import type { JournalRecord } from '../../runbooks/kit/journal/record.ts';
import type { JournalVerdict } from '../../runbooks/kit/journal/verify-journal.ts';
import { verifyJournal } from '../../runbooks/kit/journal/verify-journal.ts';
import { planRunbook, type RunbookPlan, runSubject, undoSubject } from '../../runbooks/kit/plan-runbook.ts';
import { createRedactor } from '../../runbooks/kit/redaction/redactor.ts';
import type { Consent, RunEnvironment } from '../../runbooks/kit/run/session.ts';
import type { Json } from '../../runbooks/kit/signing/canonical-json.ts';
import { sandboxControlPlaneReader } from '../sandbox/control-plane/control-plane.ts';
import { stageApi, stageExecutor } from './access.ts';
import type { Drill, Stage } from './drill.ts';
import { type DrillStaff, drillConsent, drillKeyring, drillOperator, drillStaff } from './people.ts';

/** The run that a scene holds. */
export const sceneRun = 'drill-run';

/** One pass of a drill: a network prepared, a plan made and approved; in a folder, so that other processes go on with it. */
export interface Scene {
  readonly folder: string;
  readonly drill: Drill;
  readonly plan: RunbookPlan;
  readonly consent: Consent;
  readonly undoConsent: Consent;
  readonly kept: Json;
}

interface SceneFile {
  readonly stage: Omit<Stage, 'host' | 'api'>;
  readonly staff: DrillStaff;
  readonly plan: RunbookPlan;
  readonly consent: Consent;
  readonly undoConsent: Consent;
  readonly kept: Json;
  readonly startedAt: string;
}

/** What a scene is run with; `close` ends its connections. */
export interface SceneEnvironment {
  readonly environment: RunEnvironment;
  close(): Promise<void>;
}

/** Prepares the network, plans with the reading credential, has it approved; writes the scene to its folder. */
export async function setScene(stage: Stage, drill: Drill, folder: string): Promise<Scene> {
  const { parameters, kept } = await drill.prepare(stage);
  return approveScene(stage, drill, folder, parameters, kept);
}

/** Plans and approves a prepared network. */
export async function approveScene(
  stage: Stage,
  drill: Drill,
  folder: string,
  parameters: Readonly<Record<string, string>>,
  kept: Json,
): Promise<Scene> {
  const now = new Date();
  const staff = drillStaff();
  const operator = drillOperator(staff, drill.runbook.roles);
  const reading = await readingOf(stage, drill);
  const target = { site: stage.site, network: stage.network };
  const plan = await planRunbook(drill.runbook, parameters, target, reading.read, () => new Date());
  await reading.close();
  const consent = drillConsent(runSubject(plan), plan.breakGlass, staff, operator, now);
  const undoConsent = drillConsent(undoSubject(plan, sceneRun), plan.breakGlass, staff, operator, now);
  const { host: _host, api: _api, ...place } = stage;
  const file: SceneFile = { stage: place, staff, plan, consent, undoConsent, kept, startedAt: now.toISOString() };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, 'scene.json'), JSON.stringify(file), { mode: 0o600 });
  return { folder, drill, plan, consent, undoConsent, kept };
}

/** Reads a scene that was set, in whichever process. */
export function readScene(folder: string): SceneFile {
  return JSON.parse(readFileSync(join(folder, 'scene.json'), 'utf8')) as SceneFile;
}

/** Reads as the runbook reads: the reading credential, and hosts that cannot be acted on. */
export async function readingOf(stage: Pick<Stage, 'directory' | 'network' | 'kubeconfigs'>, drill: Drill) {
  const api = stageApi(stage.network, stage.kubeconfigs.reader);
  const host = await sandboxControlPlaneReader(stage.directory, stage.network);
  const more = (await drill.reads?.(stage as Stage)) ?? {};
  return { read: { get: api.get, host, ...more }, close: api.close };
}

/** The surroundings in which the scene's run is run, resumed, undone or aborted. */
export async function sceneEnvironment(folder: string, drill: Drill): Promise<SceneEnvironment> {
  const { stage, staff, startedAt } = readScene(folder);
  const redactor = createRedactor();
  const reading = await readingOf(stage, drill);
  const executor = stageExecutor(stage, redactor);
  const environment: RunEnvironment = {
    runs: join(folder, 'runs'),
    keyring: drillKeyring(stage.site, staff, new Date(startedAt)),
    guardPeriods: [],
    usedApprovals: usedApprovalsIn(join(folder, 'used')),
    anchors: anchorsIn(join(folder, 'anchors')),
    operator: drillOperator(staff, drill.runbook.roles),
    read: reading.read,
    execute: executor.execute,
    answerTo: executor.answerTo,
    ...executor.handing(join(folder, 'handed-over')),
    readMetadata: executor.readMetadata,
    readText: executor.readText,
    redactor,
    now: () => new Date(),
  };
  return {
    environment,
    close: async () => {
      await Promise.all([reading.close(), executor.close()]);
    },
  };
}

/** Everything that the scene's run wrote down. */
export function sceneRecords(folder: string): readonly JournalRecord[] {
  return readRecords(readFileSync(join(folder, 'runs', sceneRun, 'journal.jsonl')), 'journal');
}

/** The journal of the scene's run, verified against its anchor. */
export function sceneVerdict(folder: string): JournalVerdict {
  const { stage, staff, startedAt } = readScene(folder);
  const bytes = readFileSync(join(folder, 'runs', sceneRun, 'journal.jsonl'));
  const anchor = anchorsIn(join(folder, 'anchors')).read(sceneRun);
  const keyring = drillKeyring(stage.site, staff, new Date(startedAt));
  return verifyJournal(bytes, { journal: sceneRun, keyring, ...(anchor ? { anchor } : {}) });
}
