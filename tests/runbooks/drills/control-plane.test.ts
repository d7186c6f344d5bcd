import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Stage } from '../../../scripts/drills/drill.ts';
import { goodDrill } from '../../../scripts/drills/good-drill.ts';
import { loadDrill } from '../../../scripts/drills/index.ts';
import { mend, stageOn } from '../../../scripts/drills/stage.ts';
import {
  controlPlaneAvailable,
  controlPlaneHookTimeout,
  startControlPlane,
  type TestControlPlane,
} from '../../kit/control-plane.ts';

const lacking = await controlPlaneAvailable();
const title = lacking === undefined ? 'on a real control plane' : `on a real control plane (skipped: ${lacking})`;

/** Runbooks of the hosts of a control plane; they share one, and each leaves it as it found it. */
const runbooks = [
  'restore-etcd',
  'drill-backup',
  'rotate-encryption-keys',
  'renew-certificates',
  'patch-control-plane',
  'recover-audit-pipeline',
  'recover-audit-pipeline-sink',
  'recover-audit-pipeline-flags',
  'recover-admission',
  'recover-admission-webhook',
];

describe.skipIf(lacking !== undefined)(title, () => {
  let plane: TestControlPlane;
  let stage: Stage & { close(): Promise<void> };
  let folder: string;

  beforeAll(async () => {
    plane = await startControlPlane({ network: 'drill-net' });
    stage = await stageOn(plane.directory, 'test', plane.network);
    folder = mkdtempSync(join(tmpdir(), 'fadun-drills-'));
  }, controlPlaneHookTimeout);

  afterAll(async () => {
    await stage?.close();
    await plane?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  it.each(runbooks)(
    '%s is planned without a write, run, checked against data from before, and undone where it can be',
    async (id) => {
      await mend(stage);
      const { problems } = await goodDrill(stage, await loadDrill(id), join(folder, id));
      expect(problems).toEqual([]);
    },
    180_000,
  );
});
