import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { convertPlan } from '../../policies/inputs/terraform/plan.ts';
import { convertTerraform } from '../../policies/inputs/terraform/synthesised.ts';
import { type KubernetesObject, objectKey } from '../../policies/kubernetes.ts';
import { applyObjects } from '../../scripts/engines/direct/apply.ts';
import { controlPlaneHookTimeout, startControlPlane, type TestControlPlane } from '../kit/control-plane.ts';
import { providerMirror as mirror, terraformProviderAbsence } from '../kit/terraform-provider.ts';
import { everyKind } from '../policies/inputs/terraform/every-kind.ts';
import { openCluster, type TestCluster } from '../scripts/engines/cluster.ts';
import { comparable } from './terraform-provider-comparison.ts';

const run = promisify(execFile);
const absent = await terraformProviderAbsence();

describe.skipIf(absent !== undefined)(
  `objects of the Terraform provider and of the converter${absent ? ` (skipped: ${absent})` : ''}`,
  () => {
    let plane: TestControlPlane;
    let cluster: TestCluster;
    let directory: string;
    beforeAll(async () => {
      plane = await startControlPlane();
      cluster = openCluster(plane);
      directory = await mkdtemp(join(tmpdir(), 'fadun-test-terraform-'));
    }, controlPlaneHookTimeout);
    afterAll(async () => {
      await cluster?.close();
      await plane?.stop();
      if (directory) await rm(directory, { recursive: true, force: true });
    });

    /** Runs Terraform on the stack with this suffix, in a directory of its own. */
    async function terraform(suffix: string, ...commands: string[][]): Promise<string> {
      const work = await mkdtemp(join(directory, `${suffix}-`));
      const configuration = join(work, 'terraform.rc');
      await writeFile(
        configuration,
        `provider_installation { filesystem_mirror { path = ${JSON.stringify(mirror)} } }\n`,
      );
      const stack = {
        ...everyKind(suffix),
        terraform: { required_providers: { kubernetes: { source: 'hashicorp/kubernetes', version: '~> 2.38.0' } } },
        provider: { kubernetes: [{ config_path: plane.kubeconfigs.admin }] },
      };
      await writeFile(join(work, 'main.tf.json'), JSON.stringify(stack));
      const env = { ...process.env, TF_CLI_CONFIG_FILE: configuration, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1' };
      let output = '';
      for (const command of [['init', '-no-color'], ...commands]) {
        ({ stdout: output } = await run('terraform', [`-chdir=${work}`, ...command], { env, maxBuffer: 1 << 28 }));
      }
      return output;
    }

    async function applied(objects: readonly KubernetesObject[]): Promise<void> {
      await applyObjects([...objects], { client: cluster.client, prune: false, waitSeconds: 0 });
    }

    /** What the server holds of these objects, by their key, as far as two of a kind can be compared. */
    async function standing(objects: readonly KubernetesObject[], suffix: string): Promise<Record<string, unknown>> {
      const entries = objects.map(async (object) => {
        const live = await cluster.live(object);
        return [objectKey(object).replaceAll(suffix, ''), live && comparable(live, suffix)] as const;
      });
      return Object.fromEntries(await Promise.all(entries));
    }

    const synthesised = (suffix: string) => {
      const { objects, errors, unknowns } = convertTerraform(everyKind(suffix), { stack: 'every-kind' });
      expect([...errors, ...unknowns]).toEqual([]);
      return objects.map(({ object }) => object);
    };

    test('are equal on a real API server, for every kind, from synthesised JSON and from a plan', async () => {
      await terraform('one', ['apply', '-no-color', '-auto-approve']);
      await applied(synthesised('two'));
      const plan = await terraform('three', ['plan', '-no-color', '-out=plan.bin'], ['show', '-json', 'plan.bin']);
      const { objects, errors, unknowns } = convertPlan(JSON.parse(plan), { file: 'plan' });
      expect([...errors, ...unknowns]).toEqual([]);
      await applied(objects.map(({ object }) => object));

      const byProvider = await standing(synthesised('one'), '-one');
      expect(Object.values(byProvider).every((object) => object !== undefined)).toBe(true);
      console.log(`${Object.keys(byProvider).length} objects compared three ways`);
      expect(await standing(synthesised('two'), '-two')).toEqual(byProvider);
      expect(await standing(synthesised('three'), '-three')).toEqual(byProvider);
    }, 600_000);
  },
);
