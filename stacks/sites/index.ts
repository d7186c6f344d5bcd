/** Sites that come with the program, loaded when they are asked for. */
const loaders = {
  binhe: async () => (await import('./binhe.ts')).default,
  minimal: async () => (await import('./minimal.ts')).default,
} as const satisfies Readonly<Record<string, () => Promise<unknown>>>;

export type SiteId = keyof typeof loaders;

/** Ids of the sites that come with the program. */
export const siteIds = Object.keys(loaders) as readonly SiteId[];

/**
 * The declaration of a site, not yet validated: `loadSite` does that.
 * @throws Error where no site has the id
 */
export async function loadSiteDeclaration(id: string): Promise<unknown> {
  if (!isSiteId(id)) {
    throw new Error(`site ${id}: there is no such site.\n  Name one of ${siteIds.join(', ')}.`);
  }
  return loaders[id]();
}

function isSiteId(id: string): id is SiteId {
  return Object.hasOwn(loaders, id);
}
