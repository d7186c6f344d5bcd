import type { Engine as EngineId } from '../../stacks/model/network.ts';
import { FadunError } from '../errors.ts';
import { directEngine } from './direct/engine.ts';
import type { Engine } from './engine.ts';

/** Engines by the id under which a site names them. */
const engines: Readonly<Partial<Record<EngineId, Engine>>> = { direct: directEngine };

/**
 * The engine of a network.
 * @throws FadunError where this version has none of that name
 */
export function engineOf(id: EngineId): Engine {
  const engine = engines[id];
  if (engine) return engine;
  throw new FadunError(
    `engine ${id}`,
    'this version does not drive it',
    `Declare one of ${Object.keys(engines).join(', ')} for the network.`,
  );
}
