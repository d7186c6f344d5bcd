/**
 * A request's path with names taken out, as `url.template` wants it: few values, and none of them names an object.
 * `/apis/apps/v1/namespaces/court/deployments/web?force=true` is `/apis/apps/v1/namespaces/{namespace}/deployments/{name}`.
 */
export function pathTemplate(path: string): string {
  const segments = path.split('?')[0]!.split('/').filter(Boolean);
  const [root = ''] = segments;
  const head = root === 'api' ? segments.slice(0, 2) : root === 'apis' ? segments.slice(0, 3) : [root];
  const rest = segments.slice(head.length);
  if (root !== 'api' && root !== 'apis')
    return `/${/^[a-z]{1,20}$/.test(root) ? root : '{path}'}${rest.length ? '/{path}' : ''}`;
  const inNamespace = rest[0] === 'namespaces' && rest.length > 2;
  const scope = inNamespace ? ['namespaces', '{namespace}'] : [];
  const [resource, name, sub] = inNamespace ? rest.slice(2) : rest;
  const tail = [resource, name === undefined ? undefined : '{name}', sub].filter((part) => part !== undefined);
  return `/${[...head, ...scope, ...tail].join('/')}`;
}
