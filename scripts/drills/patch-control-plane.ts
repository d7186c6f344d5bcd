import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { patchControlPlane } from '../../runbooks/patch-control-plane.ts';
import { readState } from '../sandbox/state.ts';
import { drill, type Stage } from './drill.ts';
import { problemsOf } from './objects.ts';

const component = 'kube-scheduler';

interface Kept {
  readonly version: string;
  readonly former: string;
}

/**
 * The same build under another version, laid ready as a copy: what is drilled is the procedure, its gates and the way
 * back, not the difference between two releases.
 */
export const patchControlPlaneDrill = drill({
  id: 'patch-control-plane',
  runbook: patchControlPlane,
  writesTo: ['host'],
  async prepare(stage) {
    const former = await versionOf(stage);
    const version = `${former}-drill`;
    await mkdir(join(stage.root, 'versions', version), { recursive: true });
    const binary = (await readState(stage.directory))!.binaries[component]!;
    await copyFile(binary, join(stage.root, 'versions', version, component));
    return { parameters: { component, version }, kept: { version, former } satisfies Kept };
  },
  async check(stage, kept) {
    const { version } = kept as unknown as Kept;
    return problemsOf({
      'the version is not the one that was asked': (await versionOf(stage)) === version,
      'the member does not serve': await serves(stage),
      'there is no snapshot from before': (await stage.host.snapshots()).some(({ name }) => name.startsWith('before-')),
    });
  },
  async checkUndone(stage, kept) {
    const { former } = kept as unknown as Kept;
    return problemsOf({
      'the former version is not back': (await versionOf(stage)) === former,
      'the member does not serve': await serves(stage),
    });
  },
  async tidy(stage) {
    for (const { name } of await stage.host.snapshots())
      if (name.startsWith('before-')) await stage.host.removeSnapshot(name);
    await rm(join(stage.root, 'versions'), { recursive: true, force: true });
  },
});

async function memberOf(stage: Stage) {
  return (await stage.host.members()).find((member) => member.component === component)!;
}

async function versionOf(stage: Stage): Promise<string> {
  return (await memberOf(stage)).version;
}

async function serves(stage: Stage): Promise<boolean> {
  const { healthy, current } = await memberOf(stage);
  return healthy && current;
}
