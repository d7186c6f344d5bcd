import { prepareObjects } from '../direct/desired.ts';
import { readSnapshot, type Snapshot } from '../direct/snapshot.ts';
import type { EngineTarget } from '../engine.ts';

/** What stands of what is declared; namespaces as well, since what is in a going one goes too. */
export function declaredSnapshot({ client, objects }: EngineTarget): Promise<Snapshot> {
  return readSnapshot(client, prepareObjects(objects), [{ apiVersion: 'v1', kind: 'Namespace' }]);
}
