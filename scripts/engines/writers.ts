import type { Engine as EngineId } from '../../stacks/model/network.ts';
import type { DriftOptions } from './direct/drift.ts';

/**
 * Under which field managers each engine writes. Terraform's provider has its user agent's first word for typed resources,
 * and names itself where it applies a manifest.
 */
const writers: Readonly<Record<EngineId, Pick<DriftOptions, 'manager' | 'writers'>>> = {
  direct: {},
  terraform: { manager: 'HashiCorp', writers: ['HashiCorp', 'Terraform'] },
};

/** How drift tells the engine's own writing from that of others. */
export function writtenBy(engine: EngineId): Pick<DriftOptions, 'manager' | 'writers'> {
  return writers[engine];
}
