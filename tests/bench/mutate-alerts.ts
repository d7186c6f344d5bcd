import { type AlertSuite, failedSuites, missingTool, promtoolFolder } from '../kit/promtool.ts';
import { referenceSuites } from '../kit/reference-rules.ts';
import { alertMutants } from './alert-mutants.ts';

/** Does every mistake in an alert template fail one of its own cases? Run by `npm run mutate:alerts`. */
async function mutateAlerts(): Promise<number> {
  const missing = missingTool('promtool');
  if (missing) {
    console.error(`mutate-alerts: ${missing}`);
    return 3;
  }
  const originals = templates();
  const mutants = originals.flatMap(({ alerts }) =>
    alerts.flatMap(({ network, alert }) =>
      alertMutants(alert).map(({ change, alert: mutant }, index): AlertSuite & { change: string } => ({
        id: `${alert.name} ${index}`,
        change: `${alert.name}: ${change}`,
        alerts: [{ network, alert }],
        loaded: [{ network, alert: mutant }],
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

/** One instance of each template of the reference site. */
function templates(): AlertSuite[] {
  return referenceSuites().map(({ id, alerts }) => ({ id, alerts: alerts.slice(0, 1) }));
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
