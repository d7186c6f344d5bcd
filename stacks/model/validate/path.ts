/** Steps from the site to a value: field names, ids and list positions. */
export type PathSteps = readonly PropertyKey[];

/**
 * A path as problems show it: `networks.court-net.addresses.pods`, `flows[3].port`, `images["smart-court/api"]`.
 * The site itself is `(site)`.
 */
export function path(...steps: PropertyKey[]): string {
  if (steps.length === 0) return '(site)';
  return steps.map(stepText).join('').replace(/^\./, '');
}

function stepText(step: PropertyKey): string {
  if (typeof step === 'number') return `[${step}]`;
  const key = String(step);
  return /^[\w-]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
