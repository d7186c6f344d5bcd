import { componentNamespace } from '../../../stacks/model/names.ts';
import type { Site } from '../../../stacks/model/site.ts';
import { summaryExchange } from '../../../stacks/observability/summary.ts';
import { selectSite } from '../../pipeline/select-site.ts';
import type { CommandContext, CommandResult, Language, Positional } from '../context.ts';
import { siteOptions } from '../options.ts';
import { table } from '../text-table.ts';

/**
 * `fadun site show`. JSON: `{site, networks: [{id, name, clusters}], systems: [{id, name, kind, owner, mlpsLevel,
 * dataClass, networks, namespaces, components}], exchanges: [{id, from, to, device, direction, status}],
 * platformExchanges, clocks, duties}`; `platformExchanges` (shaped as `exchanges`) carry the summaries of networks.
 */
export async function run(
  _context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const { site: reference, scale } = siteOptions(positional, options);
  const site = await selectSite(reference, scale);
  const overview = siteOverview(site);
  return { exitCode: 0, data: overview, human: (language) => describe(site, overview, language) };
}

/** What a site declares, flat enough for scripts. */
export function siteOverview(site: Site) {
  return {
    site: site.id,
    name: site.name,
    networks: Object.entries(site.networks).map(([id, { name, owner, exposure, engine, clusters }]) => ({
      id,
      name,
      owner,
      exposure,
      engine,
      clusters: Object.entries(clusters).map(([cluster, facts]) => ({ id: cluster, ...facts })),
    })),
    systems: Object.keys(site.systems).map((id) => systemOverview(site, id)),
    channels: Object.entries(site.channels).map(
      ([id, { name, from, to, device, direction, maxDataClass, expires }]) => ({
        id,
        name,
        from: from.network,
        to: to.network,
        device,
        direction,
        maxDataClass,
        expires,
      }),
    ),
    exchanges: exchangesOf(site, (id) => id !== summaryExchange),
    platformExchanges: exchangesOf(site, (id) => id === summaryExchange),
    clocks: Object.entries(site.clocks).map(([id, { name, holders, mode, certainty }]) => ({
      id,
      name,
      holders,
      mode,
      certainty,
    })),
    duties: Object.entries(site.duties).map(([id, { name, period, roles, runbook, manual }]) => ({
      id,
      name,
      period,
      roles,
      runbook,
      manual,
    })),
  };
}

/** One system: where it runs, in which namespaces, from which components. A capability runs where its hosts run. */
function systemOverview(site: Site, id: string) {
  const system = site.systems[id]!;
  const hosts = system.hosts ?? [];
  const placed = Object.keys(system.placements).length > 0 ? [id] : hosts;
  const places = placed.flatMap((host) =>
    Object.entries(site.systems[host]?.placements ?? {}).map(([network, placement]) => ({ host, network, placement })),
  );
  const namespaces = places.flatMap(({ host, network, placement }) =>
    Object.values(placement.components).map((component) => `${network}/${componentNamespace(host, component)}`),
  );
  return {
    id,
    name: system.name,
    kind: system.kind,
    owner: system.owner,
    mlpsLevel: system.mlpsLevel,
    dataClass: system.dataClass,
    certainty: system.certainty,
    ...(hosts.length > 0 && { hosts }),
    networks: [...new Set(places.map(({ network }) => network))],
    namespaces: [...new Set(namespaces)],
    components: Object.entries(system.placements).flatMap(([network, placement]) =>
      Object.entries(placement.components).map(([name, { kind }]) => ({ network, name, kind })),
    ),
  };
}

/** The exchanges of the field and the platform's own (the summaries of networks) are told apart: one is business, one is not. */
function exchangesOf(site: Site, belongs: (id: string) => boolean) {
  return Object.keys(site.exchanges)
    .filter(belongs)
    .map((id) => exchangeOverview(site, id));
}

/** One exchange: its ends and the devices on its routes, in order. */
function exchangeOverview(site: Site, id: string) {
  const { name, status, routes } = site.exchanges[id]!;
  const channels = [...new Set(routes.flatMap((route) => route.via))];
  const ends = (side: 'from' | 'to') => [
    ...new Set(routes.map((route) => `${route[side].network}/${route[side].component.split('/')[0]}`)),
  ];
  const devices = [...new Set(channels.map((channel) => site.channels[channel]!.device))];
  const both = channels.some((channel) => site.channels[channel]!.direction === 'both');
  return {
    id,
    name,
    from: ends('from'),
    to: ends('to'),
    device: devices.join('+') || 'none',
    direction: status === 'refused' ? 'none' : both ? 'both' : 'forward',
    status,
    channels,
  };
}

function describe(site: Site, overview: ReturnType<typeof siteOverview>, language: Language): string {
  const text = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const count = (kind: string) => overview.systems.filter((system) => system.kind === kind).length;
  return [
    `${site.name[language]} (${site.id})`,
    '',
    text('网络', 'Networks'),
    table(
      overview.networks.map(({ id, name, exposure, engine }) => [
        `  ${id}`,
        name[language],
        exposure,
        engine,
        String(overview.systems.filter((system) => system.networks.includes(id)).length),
      ]),
      ['', text('名称', 'name'), text('暴露面', 'exposure'), text('引擎', 'engine'), text('系统', 'systems')],
    ),
    '',
    text('系统', 'Systems') +
      ` ${overview.systems.length}: ${count('deployed')} deployed, ${count('capability')} capability, ${count('external')} external, ${count('programme')} programme`,
    table(
      overview.systems.map(({ id, name, kind, owner, mlpsLevel, dataClass, networks }) => [
        `  ${id}`,
        name[language],
        kind,
        owner,
        String(mlpsLevel),
        dataClass,
        networks.length > 3 ? text(`${networks.length} 个网络`, `${networks.length} networks`) : networks.join(', '),
      ]),
      [
        '',
        text('名称', 'name'),
        text('类型', 'kind'),
        text('归口', 'owner'),
        text('等保', 'level'),
        text('数据', 'data'),
        text('网络', 'networks'),
      ],
    ),
    '',
    `${text('交换', 'Exchanges')} ${overview.exchanges.length}${text('（另有平台自身', ' and the platform’s own ')}${overview.platformExchanges.length}${text(' 项）', '')} · ${text('通道', 'channels')} ${overview.channels.length} · ${text('法定时限', 'clocks')} ${overview.clocks.length} · ${text('值守事项', 'duties')} ${overview.duties.length}`,
  ].join('\n');
}
