import type { DriftResult } from '../engines/direct/drift.ts';
import type { VerifyResult } from '../engines/direct/verify.ts';
import { engineOf } from '../engines/engines.ts';
import { inStage } from '../telemetry/stage.ts';
import { type City, objectsOf } from './city.ts';
import type { Cluster } from './clusters.ts';

/** How what stands in a cluster compares with its declaration, as the engine tells that the site names for the network. */
interface Standing {
  verify(): Promise<VerifyResult>;
  drift(): Promise<DriftResult>;
}

/** Compares one cluster of a city with its declaration. Reads only. */
export function standingOf(
  city: Pick<City, 'site' | 'objects'>,
  { network, client, auditLog }: Pick<Cluster, 'network' | 'client' | 'auditLog'>,
): Standing {
  const engine = engineOf(city.site.networks[network]!.engine);
  const target = { network, client, objects: objectsOf(city, network) };
  const attributes = { 'fadun.site': city.site.id, 'fadun.network': network };
  return {
    verify: () => inStage('verify', attributes, () => engine.verify(target)),
    drift: () => inStage('drift', attributes, () => engine.drift(target, { ...(auditLog && { auditLog }) })),
  };
}
