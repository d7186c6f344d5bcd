import { admissionProbes } from '../../policies/admission/probes.ts';
import { allRules } from '../../policies/rules/index.ts';
import { ruleSettings } from '../../stacks/rule-facts.ts';
import { type ProbeReport, probeAdmission } from '../engines/direct/probe.ts';
import { inStage } from '../telemetry/stage.ts';
import { type City, objectsOf } from './city.ts';
import { forEachCluster, openClusters } from './clusters.ts';

/**
 * Proves that the policies of a city's clusters deny and admit as they should, by dry runs of somebody who may write:
 * the applier in the sandbox, whoever the kubeconfig names on a real cluster.
 */
export async function probeCity(city: City, kubeconfig?: string): Promise<ProbeReport[]> {
  const { site, workspace, networks } = city;
  const clusters = await openClusters({
    site: site.id,
    workspace,
    networks,
    ...(kubeconfig && { kubeconfig }),
    identity: 'applier',
  });
  return forEachCluster(clusters, 3, ({ client, network }) =>
    inStage('probe', { 'fadun.site': site.id, 'fadun.network': network }, () =>
      probeAdmission(admissionProbes(objectsOf(city, network), allRules, ruleSettings(site.networks[network]!)), {
        client,
        network,
      }),
    ),
  );
}
