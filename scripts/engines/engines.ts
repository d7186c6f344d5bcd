import type { Engine as EngineId } from '../../stacks/model/network.ts';
import { directEngine } from './direct/engine.ts';
import type { Engine } from './engine.ts';
import { terraformEngine } from './terraform/engine.ts';

const engines: Readonly<Record<EngineId, Engine>> = { direct: directEngine, terraform: terraformEngine };

/** The engine of a network, by the id under which its site names it. */
export function engineOf(id: EngineId): Engine {
  return engines[id];
}
