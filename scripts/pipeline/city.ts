import type { KubernetesObject, SourcedObject } from '../../policies/kubernetes.ts';
import { families, stackId } from '../../stacks/context.ts';
import type { Site } from '../../stacks/model/site.ts';
import { FadunError } from '../errors.ts';
import { inStage } from '../telemetry/stage.ts';
import { renderSynthesised } from './render.ts';
import { type StackSummary, synthesise } from './synthesise.ts';
import { type Workspace, workspaceOf } from './workspace.ts';

/** A site taken through synthesis and rendering: what every later step works on. */
export interface City {
  readonly site: Site;
  readonly workspace: Workspace;
  readonly networks: readonly string[];
  readonly stacks: readonly StackSummary[];
  readonly objects: ReadonlyMap<string, readonly SourcedObject[]>;
}

/** Synthesises the stacks of the chosen networks and renders them into objects. */
export async function buildCity(site: Site, outputFolder: string, chosen?: readonly string[]): Promise<City> {
  const networks = chooseNetworks(site, chosen);
  const workspace = workspaceOf(site.id, outputFolder);
  const attributes = { 'fadun.site': site.id };
  const stacks = await inStage('synthesise', attributes, () => synthesise(site, workspace.terraform, networks));
  const { byNetwork } = await inStage('render', attributes, () =>
    renderSynthesised(workspace.terraform, networkOfStack(site)),
  );
  return { site, workspace, networks, stacks, objects: byNetwork };
}

/** The chosen networks, all of them by default. */
export function chooseNetworks(site: Site, chosen?: readonly string[]): string[] {
  const known = Object.keys(site.networks);
  for (const id of chosen ?? []) {
    if (!known.includes(id)) {
      throw new FadunError(
        `--network ${id}`,
        { zh: `站点 ${site.id} 没有此网络`, en: `site ${site.id} has no such network` },
        { zh: `其网络为 ${known.join('、')}。`, en: `Its networks are ${known.join(', ')}.` },
      );
    }
  }
  return chosen?.length ? known.filter((id) => chosen.includes(id)) : known;
}

/** Objects of one network without their sources. */
export function objectsOf(city: Pick<City, 'objects'>, network: string): KubernetesObject[] {
  return (city.objects.get(network) ?? []).map(({ object }) => object);
}

function networkOfStack(site: Site): (stack: string) => string | undefined {
  const byStack = new Map(
    Object.keys(site.networks).flatMap((network) =>
      families.map((family) => [stackId(site.id, network, family), network] as const),
    ),
  );
  return (stack) => byStack.get(stack);
}
