import type { Network, StateBackend } from '../network.ts';
import type { Problem } from '../problem.ts';
import { problem } from './kinds.ts';
import { path } from './path.ts';
import type { Judge } from './view.ts';

/** `host[:port][/path]` of an image reference, without scheme, tag or digest. */
const registry = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?(\/[a-z0-9]+([._-][a-z0-9]+)*)*$/;
const domain = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const mirrorUrl = /^https:\/\/[^\s/@]+(\/[^\s]*)?\/$/;
const variable = /^[A-Z_][A-Z0-9_]*$/;

/** Services of a network are named well, and state and credentials are its own. */
export const judgeNetworks: Judge = ({ site }) => {
  const networks = Object.entries(site.networks);
  return [
    ...networks.flatMap(([id, network]) => nameProblems(id, network)),
    ...sharedProblems(networks, 'state-shared', 'stateBackend', ({ stateBackend }) => stateIdentity(stateBackend)),
    ...sharedProblems(networks, 'credentials-shared', 'kubeconfigVariable', (network) => network.kubeconfigVariable),
  ];
};

function nameProblems(id: string, network: Network): Problem[] {
  const found: Problem[] = [];
  if (!registry.test(network.registry)) {
    const fault = `"${network.registry}" is not the place of an image registry.`;
    const remedy = 'Write host, port if any, and path, without scheme or tag.';
    found.push(problem('bad-registry', path('networks', id, 'registry'), fault, remedy));
  }
  if (!domain.test(network.domain)) {
    const fault = `"${network.domain}" is not a DNS suffix.`;
    found.push(
      problem(
        'bad-domain',
        path('networks', id, 'domain'),
        fault,
        'Write labels of letters, digits and hyphens, joined by dots.',
      ),
    );
  }
  if (network.providerMirror?.kind === 'network' && !mirrorUrl.test(network.providerMirror.url)) {
    const fault = `"${network.providerMirror.url}" is not the URL of a provider mirror.`;
    const remedy = 'Write https://host[:port]/path/ with the slash at its end, as Terraform demands.';
    found.push(problem('bad-mirror-url', path('networks', id, 'providerMirror', 'url'), fault, remedy));
  }
  for (const [field, name] of variablesOf(network)) {
    if (variable.test(name)) continue;
    // The value is not repeated: what stands here by mistake may be the secret itself.
    const fault = 'this is not the name of an environment variable.';
    const remedy = 'Name the variable in capitals, digits and underscores; its value never stands in a declaration.';
    found.push(problem('bad-variable-name', path('networks', id, ...field), fault, remedy));
  }
  return found;
}

function variablesOf({ kubeconfigVariable, stateBackend, providerMirror }: Network): [field: string[], name: string][] {
  const found: [string[], string][] = [];
  if (kubeconfigVariable !== undefined) found.push([['kubeconfigVariable'], kubeconfigVariable]);
  if (stateBackend.kind === 'pg') found.push([['stateBackend', 'connectionVariable'], stateBackend.connectionVariable]);
  if (providerMirror?.kind === 'filesystem')
    found.push([['providerMirror', 'pathVariable'], providerMirror.pathVariable]);
  return found;
}

/** What two networks must not have in common; local files and namespaces of own clusters never are. */
function stateIdentity(backend: StateBackend): string | undefined {
  if (backend.kind === 'pg') return `pg ${backend.connectionVariable} ${backend.schema}`;
  if (backend.kind === 's3') return `s3 ${backend.endpoint} ${backend.bucket}`;
  return undefined;
}

function sharedProblems(
  networks: readonly [string, Network][],
  kind: 'state-shared' | 'credentials-shared',
  field: 'stateBackend' | 'kubeconfigVariable',
  identity: (network: Network) => string | undefined,
): Problem[] {
  const first = new Map<string, string>();
  return networks.flatMap(([id, network]) => {
    const own = identity(network);
    const other = own === undefined ? undefined : first.get(own);
    if (own !== undefined && other === undefined) first.set(own, id);
    if (other === undefined) return [];
    const fault = `network "${other}" has the same ${field}.`;
    return [problem(kind, path('networks', id, field), fault, 'Give each network its own.')];
  });
}
