import type { Problem } from '../problem.ts';
import type { Component } from '../system.ts';
import { problem } from './kinds.ts';
import { path } from './path.ts';
import { didYouMean } from './suggestion.ts';
import type { Judge } from './view.ts';

const digest = /^sha256:[0-9a-f]{64}$/;
/** Repository path of an image reference, without registry, tag or digest (OCI distribution specification). */
const repository = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/;

/** Repository of a component's image, below the registry of its network. */
export function imageRepository(system: string, component: Component): string {
  return component.imageRepository ?? `${system}/${component.kind}`;
}

/** Images are named by digest, and every component has one. */
export const judgeImages: Judge = ({ site, declaredIds }) => {
  const images = declaredIds.images;
  const reported = new Set<string>();
  const used = Object.entries(site.systems).flatMap(([system, { placements }]) =>
    Object.entries(placements).flatMap(([network, { components }]) =>
      Object.entries(components).map(([name, component]) => ({
        at: path('systems', system, 'placements', network, 'components', name),
        component,
        name: imageRepository(system, component),
      })),
    ),
  );
  return [
    ...Object.entries(site.images).flatMap(([name, value]) => imageProblems(name, value)),
    ...used.flatMap(({ at, component, name }) => {
      if (component.imageRepository !== undefined && !repository.test(name)) {
        return [badRepository(`${at}.imageRepository`, name)];
      }
      if (!images || images.has(name) || reported.has(name)) return [];
      reported.add(name);
      const fault = `no digest is declared for its image "${name}".`;
      const remedy = `Add "${name}" to images.${didYouMean(name, images)}`;
      return [problem('image-missing', at, fault, remedy)];
    }),
  ];
};

function imageProblems(name: string, value: string): Problem[] {
  const at = path('images', name);
  const found = repository.test(name) ? [] : [badRepository(at, name)];
  if (digest.test(value)) return found;
  const remedy = 'Write sha256: and 64 hexadecimal digits; a tag can be moved.';
  return [...found, problem('bad-digest', at, `"${value}" is not a digest.`, remedy)];
}

function badRepository(at: string, name: string): Problem {
  const remedy = 'Write lower-case parts joined by slashes, without registry, tag or digest.';
  return problem('bad-repository', at, `"${name}" is not a repository of images.`, remedy);
}
