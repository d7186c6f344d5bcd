import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { controlPlaneAvailable } from './control-plane.ts';

const run = promisify(execFile);

/** A filesystem mirror with the Kubernetes provider, where this machine has one. */
export const providerMirror = process.env.FADUN_TERRAFORM_PLUGIN_MIRROR;

/** Why Terraform cannot run the provider against a control plane on this machine; undefined where it can. */
export async function terraformProviderAbsence(): Promise<string | undefined> {
  const noCluster = await controlPlaneAvailable();
  if (noCluster) return noCluster;
  if (!providerMirror)
    return 'set FADUN_TERRAFORM_PLUGIN_MIRROR to a filesystem mirror that holds hashicorp/kubernetes 2.38';
  const entries = await readdir(providerMirror, { recursive: true }).catch(() => []);
  if (!entries.some((entry) => /hashicorp\/kubernetes\/.*2\.38\./.test(entry))) {
    return 'FADUN_TERRAFORM_PLUGIN_MIRROR holds no hashicorp/kubernetes 2.38: put the provider there';
  }
  return run('terraform', ['version']).then(
    () => undefined,
    () => 'no terraform on PATH: install Terraform 1.7 or later',
  );
}
