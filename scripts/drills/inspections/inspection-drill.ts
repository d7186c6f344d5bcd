import { readFileSync } from 'node:fs';
import type { Inspection } from '../../../runbooks/kit/inspection.ts';
import { createRedactor } from '../../../runbooks/kit/redaction/redactor.ts';
import { digestOf } from '../../../runbooks/kit/signing/digest.ts';
import type { Site } from '../../../stacks/model/site.ts';
import { performDuty } from '../../duties/perform.ts';
import { platformReader } from '../../duties/platform.ts';
import { dutyHistory } from '../../duties/record.ts';
import { type OperationsFolders, operationsFolders, prepareFolders } from '../../operations/folders.ts';
import { workspaceOf } from '../../pipeline/workspace.ts';
import { stageApi } from '../access.ts';
import { layDesk, standRelease } from '../changes/desk.ts';
import type { Stage } from '../drill.ts';
import type { DrillReport } from '../good-drill.ts';
import { type DrillStaff, drillKeyring, drillOperator, drillStaff } from '../people.ts';
import { momentOf, planningUser, provesWrites, writesOf } from '../proof.ts';
import { declaredStage } from '../stage.ts';

/** What an inspection is drilled on: the network of a declared site, and folders of operations of its own. */
export interface InspectionScene {
  readonly stage: Stage;
  /** The declaration that stands. */
  readonly site: Site;
  /** Where outputs of the site go. */
  readonly out: string;
  readonly folders: OperationsFolders;
  /** Who does the duty, both times. */
  readonly staff: DrillStaff;
  /** Of the drill alone. */
  readonly folder: string;
}

/** A fault that an inspection must find. */
export interface PlantedFault {
  /** Subject of the finding, as the report has it. */
  readonly subject: string;
  mend(): Promise<void>;
  /** Takes back what mending leaves. @default nothing */
  tidy?(): Promise<void>;
}

/** An inspection's exercise on a real control plane: its report names a planted fault, and nothing once it is mended. */
export interface InspectionDrill {
  /** That of the inspection. */
  readonly id: string;
  readonly inspection: Inspection;
  readonly depth: 'good';
  /** The declaration that it looks at, on a day. */
  site(now: Date): Site;
  plant(scene: InspectionScene): Promise<PlantedFault>;
}

/** Prepares, plants, inspects, mends, inspects again; each time it is proven that nothing was written. */
export async function goodInspection(shared: Stage, drill: InspectionDrill, folder: string): Promise<DrillReport> {
  const stage = await declaredStage(shared);
  const began = performance.now();
  try {
    const { out } = await layDesk(stage);
    const folders = prepareFolders(operationsFolders(workspaceOf(stage.site, out)));
    const site = drill.site(new Date());
    const scene: InspectionScene = { stage, site, out, folders, folder, staff: drillStaff() };
    await standRelease(stage, folder, site);
    const { subject, mend, tidy } = await drill.plant(scene);
    const faulty = await inspected(scene, drill).finally(mend);
    const mended = await inspected(scene, drill);
    await tidy?.();
    const problems = [
      ...faulty.problems,
      ...mended.problems,
      ...(await provesWrites(stage)),
      ...(faulty.subjects.includes(subject) ? [] : [`the fault is not named: ${subject}; ${faulty.subjects.join()}`]),
      ...mended.subjects.map((named) => `named though nothing is wrong any more: ${named}`),
    ];
    return { problems, seconds: new Map([['inspect', (performance.now() - began) / 1000]]) };
  } finally {
    await stage.close();
  }
}

/** Does the duty once; gives what its signed report names, and what is wrong with record, signature or reading. */
async function inspected({ stage, site, out, folders, staff }: InspectionScene, { inspection }: InspectionDrill) {
  const before = momentOf(stage);
  const now = new Date();
  const duty = inspection.duties[0]!;
  const [signer, keyring] = [drillOperator(staff, inspection.roles), drillKeyring(stage.site, staff, now)];
  const reading = stageApi(stage.network, stage.kubeconfigs.reader);
  const context = {
    target: { site: site.id, network: stage.network },
    read: { get: reading.get, site },
    now: () => now,
    platform: platformReader({
      ...{ site, folders, keyring, out, network: stage.network },
      ...{ auditLog: stage.auditLog, files: {}, now: () => now },
    }),
  };
  const { record, file } = await performDuty({
    ...{ duty, inspection, signer, folders, context },
    scope: stage.network,
    parameters: {},
    redactor: createRedactor(),
    now: () => now,
    ask: async (items) => items.map((item) => ({ item, answer: 'done', note: '' })),
  }).finally(reading.close);
  const content = readFileSync(file, 'utf8');
  const { records, faults } = dutyHistory(folders, duty, stage.network, keyring);
  const { observed } = JSON.parse(content) as { readonly observed: { readonly findings: readonly Finding[] } };
  const hosts = momentOf(stage).hostDigest;
  return {
    subjects: observed.findings.filter(({ kind }) => kind !== 'unknown').map(({ subject }) => subject),
    problems: [
      ...writesOf(planningUser, stage, before).map((write) => `the inspection wrote: ${write}`),
      ...(hosts === before.hostDigest ? [] : ['the inspection changed something on the hosts']),
      ...faults.map((fault) => `journal of the duty: ${fault}`),
      ...(records.at(-1)?.at === record.at ? [] : ['the duty is not recorded']),
      ...(record.evidence.sm3 === digestOf(content).sm3 ? [] : ['the record does not hold the report’s digest']),
    ],
  };
}

interface Finding {
  readonly subject: string;
  readonly kind?: string;
}
