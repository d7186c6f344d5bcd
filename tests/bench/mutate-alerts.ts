import { loadSite } from '../../stacks/model/load.ts';
import { networkRules } from '../../stacks/observability/rules/rule-files.ts';
import { loadSiteDeclaration } from '../../stacks/sites/index.ts';
import { type AlertSuite, failedSuites, missingTool, promtoolFolder } from '../kit/promtool.ts';
import { alertMutants } from './alert-mutants.ts';

/** Does every mistake in an alert template fail one of its own cases? Run by `npm run mutate:alerts`. */
async function mutateAlerts(): Promise<number> {
  const missing = missingTool('promtool');
  if (missing) {
    console.error(`mutate-alerts: ${missing}`);
    return 3;
  }
  const originals = await templates();
  const mutants = originals.flatMap((original) =>
    original.alerts.flatMap((alert) =>
      alertMutants(alert).map(({ change, alert: mutant }, index): AlertSuite & { change: string } => ({
        id: `${alert.name} ${index}`,
        change: `${alert.name}: ${change}`,
        network: original.network,
        alerts: [alert],
        loaded: [mutant],
      })),
    ),
  );
  const unsound = await judged(originals);
  for (const { id } of originals.filter(({ id }) => unsound.has(id))) console.log(`fails as it is: ${id}`);
  const caught = await judged(mutants);
  const survivors = mutants.filter(({ id }) => !caught.has(id));
  for (const { change } of survivors) console.log(`survived: ${change}`);
  console.log(`${originals.length} templates, ${mutants.length} mutants, ${survivors.length} survivors`);
  return survivors.length + unsound.size === 0 ? 0 : 1;
}

/** One instance of each template of the reference site, from the first network that has it. */
async function templates(): Promise<AlertSuite[]> {
  const site = loadSite(await loadSiteDeclaration('binhe'), 'binhe');
  const first = new Map<string, AlertSuite>();
  for (const [networkId, network] of Object.entries(site.networks)) {
    for (const alert of Object.values(networkRules({ site, networkId, network }).alerts).flat()) {
      if (!first.has(alert.name)) first.set(alert.name, { id: alert.name, network: networkId, alerts: [alert] });
    }
  }
  return [...first.values()];
}

/** Ids of suites in which some case went otherwise than expected; two processes at once. */
async function judged(suites: readonly AlertSuite[]): Promise<ReadonlySet<string>> {
  const halves = [0, 1].map((half) => suites.filter((_, index) => index % 2 === half));
  const failed = await Promise.all(
    halves.map(async (half) => {
      const folder = promtoolFolder();
      try {
        return [...(await failedSuites(folder.path, half)).keys()];
      } finally {
        folder.close();
      }
    }),
  );
  return new Set(failed.flat());
}

process.exitCode = await mutateAlerts();
