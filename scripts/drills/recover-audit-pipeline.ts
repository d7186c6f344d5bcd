import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { recoverAuditPipeline } from '../../runbooks/recover-audit-pipeline.ts';
import { type Drill, drill, type Stage } from './drill.ts';
import { configMapPath, problemsOf } from './objects.ts';

const policyFile = (stage: Stage) => join(stage.root, 'config', 'audit-policy.yaml');

/** Ways in which the log falls silent; each is brought about and mended. */
const silence = {
  /** Every event is dropped; an API server that restarts runs on with it. */
  async policy(stage: Stage) {
    await writeFile(policyFile(stage), 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: None\n');
  },
  /** Every write to the log fails as on a full disk (null(4): /dev/full answers ENOSPC). */
  async sink(stage: Stage) {
    await rename(stage.auditLog, `${stage.auditLog}.${Date.now()}`);
    await symlink('/dev/full', stage.auditLog);
  },
  async flags(stage: Stage) {
    await stage.host.setFlags('kube-apiserver', { 'audit-log-path': false, 'audit-policy-file': false });
  },
} as const;

function auditDrill(cause: keyof typeof silence, depth: NonNullable<Drill['depth']>): Drill {
  return drill({
    id: cause === 'policy' ? 'recover-audit-pipeline' : `recover-audit-pipeline-${cause}`,
    runbook: recoverAuditPipeline,
    depth,
    writesTo: ['host'],
    silencesAudit: true,
    async prepare(stage) {
      await mkdir(join(stage.root, 'audit'), { recursive: true });
      await silence[cause](stage);
      await stage.host.restart('kube-apiserver');
      const name = `silent-${Date.now().toString(36)}`;
      await stage.api.get(configMapPath('default', name));
      if (await stage.host.auditHolds(name)) throw new Error(`drill: the log is not silent by ${cause}`);
      return { parameters: {}, kept: name };
    },
    async check(stage) {
      const name = `heard-${Date.now().toString(36)}`;
      await stage.api.get(configMapPath('default', name));
      const status = await stage.host.auditStatus();
      return problemsOf({
        'an event does not arrive': await stage.host.auditHolds(name),
        'the policy is not the declared one': status.policySha256 === status.declaredSha256,
        'the log is not written where it is declared': status.sinks.join() === stage.auditLog,
        'a flag still deviates': (await stage.host.changedFlags('kube-apiserver')).every(
          (flag) => !/^audit/.test(flag),
        ),
      });
    },
  });
}

export const recoverAuditPipelineDrill = auditDrill('policy', 'matrix');
export const recoverAuditSinkDrill = auditDrill('sink', 'good');
export const recoverAuditFlagsDrill = auditDrill('flags', 'good');
