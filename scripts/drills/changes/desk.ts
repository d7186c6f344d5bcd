import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { writeKeyFile } from '../../../runbooks/kit/signing/key-file.ts';
import type { Site } from '../../../stacks/model/site.ts';
import { type ChangeState, changeStateFolder, changeStateIn } from '../../change/change-state.ts';
import type { CommandContext, CommandModule } from '../../commands/context.ts';
import { applyObjects } from '../../engines/direct/apply.ts';
import { buildCity, objectsOf } from '../../pipeline/city.ts';
import { workspaceOf } from '../../pipeline/workspace.ts';
import { secretMode, writeWhole } from '../../sandbox/files.ts';
import { withApplier } from '../declared.ts';
import type { Stage } from '../drill.ts';
import { type DrillStaff, drillKeyring, drillStaff } from '../people.ts';
import { formerNamespace } from './site.ts';

/** Where the files of a drilled change lie: the operator's working folder, and the outputs of the site. */
export interface Desk {
  readonly folder: string;
  readonly out: string;
  readonly keyring: string;
}

/** The desk beside a stage; nothing is read. */
export function deskOf({ directory }: Pick<Stage, 'directory'>): Desk {
  const folder = join(directory, 'desk');
  return { folder, out: join(folder, 'out'), keyring: join(folder, 'keys.json') };
}

/** Clears the desk, and lays keys on it that were drawn for one drill. */
export async function layDesk(stage: Stage): Promise<Desk> {
  const desk = deskOf(stage);
  await rm(desk.folder, { recursive: true, force: true });
  const { root, sandbox } = workspaceOf(stage.site, desk.out);
  await mkdir(root, { recursive: true, mode: 0o700 });
  await symlink(stage.directory, sandbox);
  const staff = drillStaff();
  for (const [person, pair] of Object.entries(staff)) writeKeyFile(join(desk.folder, `${person}.key`), pair);
  await writeWhole(desk.keyring, JSON.stringify(drillKeyring(stage.site, staff, new Date())), secretMode);
  return desk;
}

/** Options with which a command signs as one of the staff. */
export function signedBy({ folder, keyring }: Desk, person: keyof DrillStaff) {
  return { as: person, key: join(folder, `${person}.key`), keyring };
}

/** Makes a release stand, whatever stood before. @param folder for what is rendered on the way */
export async function standRelease(stage: Stage, folder: string, site: Site): Promise<void> {
  const { network } = stage;
  const city = await buildCity(site, join(folder, 'former'), [network]);
  const allowPruneOf = [`Namespace ${formerNamespace}`];
  await withApplier(stage, (client) => applyObjects(objectsOf(city, network), { client, network, allowPruneOf }));
}

/** Runs a command's module as the command line would. @throws Error with what it said where it does not end with 0 */
export async function command(
  loading: Promise<CommandModule>,
  positional: readonly string[],
  options: Record<string, unknown>,
): Promise<void> {
  const context: CommandContext = {
    language: 'en',
    format: 'json',
    environment: {},
    interactive: false,
    print: () => {},
    complain: () => {},
    progress: () => {},
  };
  const { run } = await loading;
  const { exitCode, human } = await run(context, positional, options);
  if (exitCode !== 0) throw new Error(human('en'));
}

/** What the change path keeps of the site: approvals used up, journals of changes, the last release. */
export function changeStateOf(stage: Stage, { out }: Desk): ChangeState {
  const workspace = workspaceOf(stage.site, out);
  return changeStateIn(changeStateFolder(stage.site, { workspace, isReal: false, environment: {} }));
}
