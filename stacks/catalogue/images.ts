import { createHash } from 'node:crypto';
import type { Placement } from '../model/system.ts';

/** Images that the platform itself runs in every network. */
export const platformImages = [
  'platform/prometheus',
  'platform/alertmanager',
  'platform/opentelemetry-collector',
  'platform/jaeger',
  'platform/kube-state-metrics',
  'secure-data-exchange/front-end',
  'secure-data-exchange/reconciliation',
] as const;

/** Repositories of all images that placements run, the platform's own included, sorted. */
export function imageRepositories(
  systems: Readonly<Record<string, { readonly placements: Readonly<Partial<Record<string, Placement>>> }>>,
): string[] {
  const ofSystems = Object.entries(systems).flatMap(([id, { placements }]) =>
    Object.values(placements).flatMap((placement) =>
      Object.values(placement?.components ?? {}).map(
        (component) => component.imageRepository ?? `${id}/${component.kind}`,
      ),
    ),
  );
  return [...new Set([...platformImages, ...ofSystems])].sort();
}

/**
 * Fictional digests: SHA-256 of the repository's name. Right in form and stable, but no image has them; a real site
 * lists the digests that its signed release bundles carry.
 */
export function fictionalDigests(repositories: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    repositories.map((name) => [name, `sha256:${createHash('sha256').update(name).digest('hex')}`]),
  );
}
