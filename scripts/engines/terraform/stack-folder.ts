import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FadunError } from '../../errors.ts';
import type { TerraformSettings } from './settings.ts';

/** Folder in which terraform works on one stack. It outlives synthesis: a local state is kept in it. */
export interface StackFolder {
  readonly stack: string;
  readonly path: string;
  /** TF_DATA_DIR: provider, backend binding. */
  readonly data: string;
  readonly cliConfiguration: string;
  readonly settings: TerraformSettings;
}

/** Configuration beside the stack's own, for one plan; see `additions.ts`. */
export const additionsFile = 'additions.tf.json';

/**
 * Makes a stack's folder ready: the synthesised stack, the CLI configuration, no additions of an earlier plan. All of it is
 * its owner's alone, since states and plans hold what the stack holds.
 * @param synthesised folder of the synthesised stacks (`<site>/terraform`)
 * @throws FadunError where the stack was not synthesised
 */
export async function prepareStackFolder(
  synthesised: string,
  stack: string,
  settings: TerraformSettings,
): Promise<StackFolder> {
  const path = join(stateRoot(synthesised), stack);
  const source = join(synthesised, 'stacks', stack, 'cdk.tf.json');
  const text = await readFile(source, 'utf8').catch(() => {
    throw new FadunError(
      source,
      { zh: '该栈未合成', en: 'the stack was not synthesised' },
      { zh: '请先对该网络执行 `fadun synth`。', en: 'Run `fadun synth` for this network first.' },
    );
  });
  await mkdir(path, { recursive: true, mode: 0o700 });
  await chmod(path, 0o700);
  const cliConfiguration = join(path, 'cli.tfrc');
  await writeFile(join(path, 'cdk.tf.json'), text, { mode: 0o600 });
  await writeFile(cliConfiguration, settings.cliConfiguration, { mode: 0o600 });
  await rm(join(path, additionsFile), { force: true });
  // A state that was brought here by hand has whatever mode it had.
  const states = (await readdir(path)).filter((name) => name.includes('.tfstate'));
  await Promise.all(states.map((name) => chmod(join(path, name), 0o600)));
  return { stack, path, data: join(path, '.terraform'), cliConfiguration, settings };
}

/** Beside the synthesised stacks, which are replaced whole at each synthesis. */
export function stateRoot(synthesised: string): string {
  return join(dirname(synthesised), 'terraform-state');
}
