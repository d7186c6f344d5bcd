import { ClusterError } from './errors.ts';
import type { Transport } from './transport.ts';

/** One served kind. */
export interface ApiResource {
  /** `apps/v1`, or `v1` for the core group. */
  readonly apiVersion: string;
  readonly group: string;
  readonly kind: string;
  /** Plural name in paths, for example `deployments`. */
  readonly resource: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

/** The kinds that an API server serves; read once, read again when one is missing. */
export interface Discovery {
  /** @throws ClusterError `unknown-kind` when the server serves no such kind */
  resourceFor(apiVersion: string, kind: string): Promise<ApiResource>;
  /** The preferred resource of a group and kind in any version, or undefined when it is not served. */
  findByGroupKind(group: string, kind: string): Promise<ApiResource | undefined>;
  /** Forget what was read, as after a CustomResourceDefinition was applied. */
  refresh(): void;
}

interface AggregatedList {
  readonly items: readonly {
    readonly metadata?: { readonly name?: string };
    readonly versions: readonly {
      readonly version: string;
      readonly resources?: readonly {
        readonly resource: string;
        readonly responseKind?: { readonly kind?: string };
        readonly scope: string;
        readonly verbs: readonly string[];
      }[];
    }[];
  }[];
}

/** KEP-3352, aggregated discovery: all groups in two requests. */
const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

export function openDiscovery(transport: Transport): Discovery {
  let known: Promise<ApiResource[]> | undefined;
  const resources = (again: boolean) => {
    if (again || known === undefined) {
      known = readAll(transport);
      known.catch(() => {
        known = undefined;
      });
    }
    return known;
  };
  const find = async (wanted: (resource: ApiResource) => boolean) => {
    const cached = known !== undefined;
    const found = (await resources(false)).find(wanted);
    return found ?? (cached ? (await resources(true)).find(wanted) : undefined);
  };
  return {
    async resourceFor(apiVersion, kind) {
      const found = await find((resource) => resource.kind === kind && resource.apiVersion === apiVersion);
      if (found !== undefined) return found;
      const fault = {
        zh: `该 API 服务器在 ${apiVersion} 中不提供类型 ${kind}。`,
        en: `this API server serves no kind ${kind} in ${apiVersion}.`,
      };
      const remedy = {
        zh: '先下发 CustomResourceDefinition，或声明该集群提供的版本。',
        en: 'Apply the CustomResourceDefinition first, or declare a version that this cluster serves.',
      };
      throw new ClusterError('unknown-kind', transport.server, fault, remedy);
    },
    findByGroupKind: (group, kind) => find((resource) => resource.kind === kind && resource.group === group),
    refresh: () => {
      known = undefined;
    },
  };
}

async function readAll(transport: Transport): Promise<ApiResource[]> {
  const read = async (path: string) => {
    const text = await transport.send({
      method: 'GET',
      path,
      accept: `${aggregated},application/json;q=0.5`,
      subject: `${transport.server}${path}`,
      verb: 'discovery',
    });
    return JSON.parse(text) as AggregatedList;
  };
  const lists = await Promise.all([read('/api'), read('/apis')]);
  return lists.flatMap((list) => {
    if (Array.isArray(list.items)) return resourcesOf(list);
    const remedy = {
      zh: '需要 Kubernetes 1.30 或更高版本（聚合发现 v2）。',
      en: 'Kubernetes 1.30 or newer is needed (aggregated discovery v2).',
    };
    throw new ClusterError(
      'server',
      transport.server,
      { zh: 'API 服务器没有聚合发现。', en: 'the API server has no aggregated discovery.' },
      remedy,
    );
  });
}

function resourcesOf(list: AggregatedList): ApiResource[] {
  return list.items.flatMap((item) => {
    const group = item.metadata?.name ?? '';
    return item.versions.flatMap(({ version, resources }) =>
      (resources ?? []).map((entry) => ({
        apiVersion: group === '' ? version : `${group}/${version}`,
        group,
        kind: entry.responseKind?.kind ?? '',
        resource: entry.resource,
        namespaced: entry.scope === 'Namespaced',
        verbs: entry.verbs,
      })),
    );
  });
}
