import { describe, expect, it } from 'vitest';
import { pathTemplate } from '../../../scripts/engines/client/template.ts';

describe('the template of a request', () => {
  it.each([
    [
      '/apis/apps/v1/namespaces/court/deployments/web?force=true',
      '/apis/apps/v1/namespaces/{namespace}/deployments/{name}',
    ],
    [
      '/apis/apps/v1/namespaces/court/deployments/web/scale',
      '/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale',
    ],
    ['/apis/apps/v1/deployments?limit=1000&labelSelector=person%3Dli', '/apis/apps/v1/deployments'],
    ['/api/v1/namespaces/court', '/api/v1/namespaces/{name}'],
    ['/api/v1/namespaces/court/finalize', '/api/v1/namespaces/{namespace}/finalize'],
    ['/api/v1/namespaces', '/api/v1/namespaces'],
    ['/api/v1/nodes/court-node-1', '/api/v1/nodes/{name}'],
    ['/api/v1/nodes/court-node-1/proxy/metrics/li', '/api/v1/nodes/{name}/proxy'],
    ['/api', '/api'],
    ['/apis', '/apis'],
    ['/version', '/version'],
    ['/openapi/v3/apis/apps/v1', '/openapi/{path}'],
    ['/110101199003074610', '/{path}'],
  ])('of %s is %s', (path, template) => {
    expect(pathTemplate(path)).toBe(template);
  });
});
