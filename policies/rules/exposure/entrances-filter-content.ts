import { asObject, asObjects, asTexts } from '../../reachability/shape.ts';
import { entranceRule } from './entrance-rule.ts';

/**
 * An entrance serves named hosts and paths, refuses the rest, bounds bodies, and stands behind a blocking application
 * firewall and a sensor. Evidence for mlps3:8.1.3.2 e), mlps3:8.1.3.3 a), mlps3:8.2.2.1 c).
 */
export const entrancesFilterContent = entranceRule({
  id: 'entrances-filter-content',
  title: { en: 'Entrances filter by host, path, method and content', zh: '入口按主机、路径、方法与内容过滤' },
  reason: {
    en: 'A port that passes whatever speaks its protocol is open to everything but the port number.',
    zh: '仅限制端口而不检查内容，等于只校验了端口号。',
  },
  severity: 'high',
  controls: ['mlps3:8.1.3.2 e)', 'mlps3:8.1.3.3 a)', 'mlps3:8.2.2.1 c)'],
  remedy: {
    en: 'Name hosts and routes, reject unknown hosts, bound bodies at 100 MiB, block with the firewall, keep rules a week old at most.',
    zh: '列明主机与路由，拒绝未知主机，请求体不超过 100 MiB，WAF 处于阻断模式，规则库不超过七日。',
  },
  faults({ hosts, unknownHosts, maxBodyBytes, routes, waf, sensor }) {
    const names = new Set(asTexts(hosts));
    const isRoute = ({ host, path, methods }: Readonly<Record<string, unknown>>) =>
      names.has(String(host)) &&
      String(path).startsWith('/') &&
      asTexts(methods).length > 0 &&
      !asTexts(methods).includes('*');
    const ways = asObjects(routes);
    return [
      ...(names.size > 0 && !names.has('*') ? [] : ['names no hosts']),
      ...(unknownHosts === 'reject' ? [] : ['does not reject unknown hosts']),
      ...(typeof maxBodyBytes === 'number' && maxBodyBytes > 0 && maxBodyBytes <= 104_857_600
        ? []
        : ['does not bound request bodies']),
      ...(ways.length > 0 && ways.every(isRoute) ? [] : ['routes are not by host, path and method']),
      ...(asObject(waf).mode === 'block' && isFresh(waf)
        ? []
        : ['the application firewall does not block, or its rules are old']),
      ...(asObject(sensor).kind === 'ids' && isFresh(sensor) ? [] : ['no intrusion sensor with current rules']),
    ];
  },
  violating: [
    { hosts: [] },
    { hosts: ['*'] },
    { unknownHosts: 'first' },
    { maxBodyBytes: 0 },
    { maxBodyBytes: 1_000_000_000 },
    { routes: [] },
    { routes: [{ host: 'other.example', path: '/', methods: ['GET'] }] },
    { routes: [{ host: 'filing.court.example', path: '/', methods: ['*'] }] },
    { routes: [{ host: 'filing.court.example', path: '', methods: ['GET'] }] },
    { waf: { mode: 'detect', ruleSetMaxAgeDays: 7 } },
    { waf: { mode: 'block', ruleSetMaxAgeDays: 30 } },
    { sensor: null },
    { sensor: { kind: 'ids' } },
  ],
});

function isFresh(rules: unknown): boolean {
  const { ruleSetMaxAgeDays } = asObject(rules);
  return typeof ruleSetMaxAgeDays === 'number' && ruleSetMaxAgeDays <= 7;
}
