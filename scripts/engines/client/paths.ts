import type { ApiResource } from './discovery.ts';

/** `/apis/apps/v1/namespaces/court/deployments/web` and its shorter forms. */
export function resourcePath(resource: ApiResource, namespace?: string, name?: string): string {
  const root = resource.group === '' ? `/api/${resource.apiVersion}` : `/apis/${resource.apiVersion}`;
  const scope = resource.namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${scope}/${resource.resource}${name ? `/${encodeURIComponent(name)}` : ''}`;
}
