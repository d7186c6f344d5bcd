import { type ClusterClient, subjectOfObject } from '../client/client.ts';
import { ClusterError, type FieldConflict } from '../client/errors.ts';
import { conflictRemedy } from '../client/status.ts';
import { concurrently } from './concurrently.ts';
import { type Decision, mayConflict } from './decide.ts';

/** Fields of one object that other managers hold with other values. */
export interface ObjectConflict {
  /** `Deployment court/web` */
  readonly object: string;
  readonly conflicts: readonly FieldConflict[];
}

/** The refusal to apply over what others hold: names every object, field and manager. */
export class OwnershipConflict extends ClusterError {
  readonly objects: readonly ObjectConflict[];

  constructor(network: string, objects: readonly ObjectConflict[]) {
    const all = objects.flatMap(({ object, conflicts }) =>
      conflicts.map(({ manager, field }) => ({
        zh: `\n  ${object} ${field}：由“${manager}”持有`,
        en: `\n  ${object} ${field}: held by "${manager}"`,
      })),
    );
    const fault = {
      zh: `其他字段管理者持有 ${all.length} 个已声明的字段，值不同。${all.map(({ zh }) => zh).join('')}`,
      en: `other managers hold ${all.length} declared fields with other values.${all.map(({ en }) => en).join('')}`,
    };
    super('conflict', network, fault, conflictRemedy, {
      status: 409,
      conflicts: objects.flatMap(({ conflicts }) => conflicts),
    });
    this.name = 'OwnershipConflict';
    this.objects = objects;
  }
}

/**
 * Asks the server, without storing anything, about each decision that another manager's field stands against.
 * @throws OwnershipConflict with all conflicts, before anything is applied
 */
export async function refuseConflicts(
  client: ClusterClient,
  decisions: readonly Decision[],
  { fieldManager, concurrency, signal }: { fieldManager: string; concurrency: number; signal: AbortSignal },
): Promise<void> {
  const doubtful = decisions.filter((decision) => mayConflict(decision, fieldManager) || decision.taken !== undefined);
  const found: ObjectConflict[] = [];
  const errors = await concurrently(doubtful, concurrency, async ({ object, taken }) => {
    const resource = await client.resourceFor(object.apiVersion, object.kind);
    try {
      await client.apply(resource, object, { fieldManager, dryRun: true, signal });
    } catch (error) {
      if (!(error instanceof ClusterError) || error.conflicts.length === 0) throw error;
      const conflicts = error.conflicts.filter(({ manager }) => !taken?.from.has(manager));
      if (conflicts.length > 0) found.push({ object: subjectOfObject(object), conflicts });
    }
  });
  if (errors.length > 0) throw errors[0];
  if (found.length > 0) throw new OwnershipConflict(client.network, found);
}
