import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../../../policies/kubernetes.ts';
import { readAuditLog } from '../../../../scripts/engines/direct/audit-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'fadun-audit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const web: KubernetesObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'court' },
};
const path = '/apis/apps/v1/namespaces/court/deployments/web';

interface Told {
  readonly verb?: string;
  readonly user: string;
  readonly uri?: string;
  readonly userAgent?: string;
  readonly subresource?: string;
  readonly code?: number;
}

/** One line as an API server writes it. */
function event({ verb = 'patch', user, uri = path, userAgent, subresource, code = 200 }: Told, at: number): string {
  return JSON.stringify({
    ...{ kind: 'Event', apiVersion: 'audit.k8s.io/v1', stage: 'ResponseComplete', verb, requestURI: uri, userAgent },
    user: { username: user },
    objectRef: { resource: 'deployments', namespace: 'court', name: 'web', apiGroup: 'apps', subresource },
    responseStatus: { code },
    requestReceivedTimestamp: `2026-11-26T10:00:0${at}.000000Z`,
  });
}

async function writesOf(...told: readonly Told[]) {
  const file = join(folder, 'audit.log');
  writeFileSync(file, `cut off in the mid${told.map((one, at) => `\n${event(one, at)}`).join('')}\n`);
  const writes = await readAuditLog(file, () => 'deployments');
  return writes(web).map(({ user, manager }) => [user, manager]);
}

describe('the audit log', () => {
  it('names who wrote to an object, newest first, with the manager that was named or that the client’s name gives', async () => {
    const kubectl = 'kubectl/v1.37.2 (linux/amd64) kubernetes/abc';
    expect(
      await writesOf(
        { user: 'li', uri: `${path}?fieldManager=kubectl-edit`, userAgent: kubectl },
        { user: 'wang', userAgent: kubectl },
        { user: 'zhao', verb: 'delete' },
      ),
    ).toEqual([
      ['zhao', null],
      ['wang', 'kubectl'],
      ['li', 'kubectl-edit'],
    ]);
  });

  it('leaves out what reaches nothing that is declared: status, dry runs, refusals', async () => {
    const controller = 'system:serviceaccount:kube-system:deployment-controller';
    expect(
      await writesOf(
        { user: 'li', subresource: 'scale', userAgent: 'kubectl/v1' },
        { user: controller, verb: 'update', subresource: 'status', userAgent: 'kube-controller-manager/v1' },
        { user: 'wang', uri: `${path}?dryRun=All` },
        { user: 'zhao', code: 403 },
      ),
    ).toEqual([['li', 'kubectl']]);
  });
});
