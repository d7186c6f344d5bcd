import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requireKubeconfig } from '../../../../scripts/engines/terraform/apply-stacks.ts';
import { artefactPath, copyArtefacts, digestOfArtefacts } from '../../../../scripts/engines/terraform/artefacts.ts';
import { terraformSettings } from '../../../../scripts/engines/terraform/settings.ts';
import { readStackPlan } from '../../../../scripts/engines/terraform/stack-plan.ts';

const stacks = ['court-cloud', 'court-systems'];
let root: string;
let folder: string;
let file: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fadun-artefacts-'));
  folder = mkdtempSync(join(root, 'plan.files-'));
  for (const stack of stacks) writeFileSync(artefactPath(folder, stack), `plan of ${stack}`, { mode: 0o600 });
  file = artefactPath(folder, 'court-systems');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('terraform’s kept plan files', () => {
  it('are copied for their owner alone, and what is digested is what the copies hold', async () => {
    const kept = await digestOfArtefacts(folder, stacks);
    const copies = join(root, 'copies');
    expect(await copyArtefacts(folder, stacks, copies)).toEqual(kept);
    writeFileSync(file, 'another plan');
    expect(await digestOfArtefacts(copies, stacks)).toEqual(kept);
    expect(await digestOfArtefacts(folder, stacks)).not.toEqual(kept);
    expect(readFileSync(artefactPath(copies, 'court-systems'), 'utf8')).toBe('plan of court-systems');
    expect(statSync(copies).mode & 0o777).toBe(0o700);
    for (const stack of stacks) expect(statSync(artefactPath(copies, stack)).mode & 0o777).toBe(0o600);
  });

  it.each<[string, RegExp, () => void]>([
    ['a missing file', /court-systems.tfplan: terraform’s own plan file is missing/, () => rmSync(file)],
    ['a file that others may write', /court-systems.tfplan: others may change it/, () => chmodSync(file, 0o620)],
    [
      'a folder that others may write',
      /plan.files-\w+: others may change what is in it/,
      () => chmodSync(folder, 0o702),
    ],
    [
      'a link to a file',
      /court-systems.tfplan: it is a symbolic link/,
      () => {
        renameSync(file, `${file}.moved`);
        symlinkSync(`${file}.moved`, file);
      },
    ],
    [
      'a pipe, without waiting for it',
      /court-systems.tfplan: it is no regular file/,
      () => {
        rmSync(file);
        expect(spawnSync('mkfifo', ['-m', '600', file]).status).toBe(0);
      },
    ],
    [
      'a link to a folder',
      /plan.files-\w+: it is no folder, or a link to one/,
      () => {
        renameSync(folder, `${folder}.moved`);
        symlinkSync(`${folder}.moved`, folder);
      },
    ],
  ])('are refused with %s', async (_what, fault, spoil) => {
    spoil();
    await expect(digestOfArtefacts(folder, stacks)).rejects.toThrow(fault);
    await expect(copyArtefacts(folder, stacks, join(root, 'copies'))).rejects.toThrow(fault);
  });
});

describe('the kubeconfig of a plan', () => {
  const planned = (kubeconfig?: string) =>
    readStackPlan('court-cloud', {
      planned_values: { root_module: {} },
      ...(kubeconfig !== undefined && { variables: { kubeconfig: { value: kubeconfig } } }),
    });

  it('must be the one in use', () => {
    expect(() => requireKubeconfig(planned('/k/court.yaml'), '/k/court.yaml')).not.toThrow();
    for (const other of ['/k/police.yaml', 'court.yaml', undefined])
      expect(() => requireKubeconfig(planned(other), '/k/court.yaml'), other).toThrow(
        /its plan reaches the cluster by .*, and \/k\/court.yaml is in use/,
      );
  });

  it('is handed to terraform, which runs in a folder of its own, by its absolute path', () => {
    const { kubeconfig, environment } = terraformSettings(
      { stateBackend: { kind: 'kubernetes', namespace: 'kube-system' } },
      'court.yaml',
      {},
    );
    expect(kubeconfig).toBe(join(process.cwd(), 'court.yaml'));
    expect(environment.KUBE_CONFIG_PATH).toBe(kubeconfig);
  });
});
