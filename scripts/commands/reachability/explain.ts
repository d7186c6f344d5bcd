import type { Explanation } from '../../../policies/reachability/explain.ts';
import { explainEstate } from '../../../policies/reachability/explain-estate.ts';
import type { Protocol } from '../../../policies/reachability/ports.ts';
import { FadunError } from '../../errors.ts';
import { buildCity, type City } from '../../pipeline/city.ts';
import { proveCity } from '../../pipeline/prove-city.ts';
import { selectSite } from '../../pipeline/select-site.ts';
import type { CommandContext, CommandResult, Language, Positional } from '../context.ts';
import { positiveInteger, siteOptions } from '../options.ts';

/**
 * `fadun explain A B --port P`: why A can or cannot reach B, both sides, policy by policy, hop by hop across channels.
 * An end is `[network:]namespace/name`, `[network:]service/namespace/name`, or an address. JSON: `{from, to, protocol,
 * port, allowed, hops: [{network, egress, ingress, channel}], change, notes}`. Exit 0 where allowed, 1 where denied.
 */
export async function run(
  _context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const [from, to, ...rest] = positional as string[];
  const chosen = siteOptions(rest, options);
  const port = positiveInteger('--port', options.port);
  const city = await buildCity(await selectSite(chosen.site, chosen.scale), chosen.out);
  const { graph } = proveCity(city);
  const [source, target] = networksOf(city, from!, to!);
  const answer = explainEstate(graph!, {
    fromNetwork: source.network,
    toNetwork: target.network,
    from: source.end,
    to: target.end,
    protocol: String(options.protocol ?? 'TCP') as Protocol,
    port,
  });
  if ('unknown' in answer) {
    const hint =
      answer.similar.length > 0
        ? { zh: `可能是 ${answer.similar.join('、')}。`, en: `Perhaps ${answer.similar.join(', ')}.` }
        : { zh: '请写作 [network:]namespace/name。', en: 'Name it as [network:]namespace/name.' };
    throw new FadunError(answer.unknown, { zh: '没有对象使用该名称', en: 'nothing is so named' }, hint);
  }
  return { exitCode: answer.allowed ? 0 : 1, data: answer, human: (language) => explanationLines(answer, language) };
}

interface End {
  readonly network: string;
  readonly end: string;
}

/** The network of each end: named before a colon, found where only one network has the workload, or the other end's. */
function networksOf(city: City, from: string, to: string): [End, End] {
  const [first, second] = [locate(city, from), locate(city, to)];
  const one = first.networks.length === 1 ? first.networks : undefined;
  const other = second.networks.length === 1 ? second.networks : undefined;
  const shared = first.networks.filter((network) => second.networks.includes(network));
  const pick = (located: Located, counterpart: readonly string[] | undefined) =>
    located.networks.length === 1
      ? located.networks[0]!
      : located.networks.length === 0
        ? counterpart?.[0]
        : (counterpart?.find((network) => located.networks.includes(network)) ??
          (shared.length === 1 ? shared[0] : undefined));
  const [source, target] = [pick(first, other), pick(second, one)];
  if (!source || !target) {
    const ambiguous = source ? second : first;
    throw new FadunError(
      ambiguous.text,
      ambiguous.networks.length === 0
        ? { zh: '各网络中均无此对象', en: 'no network has it' }
        : { zh: `${ambiguous.networks.join('、')} 中都有`, en: `it is in ${ambiguous.networks.join(', ')}` },
      { zh: '请指明其网络:network:namespace/name。', en: 'Name its network: network:namespace/name.' },
    );
  }
  return [
    { network: source, end: first.text },
    { network: target, end: second.text },
  ];
}

interface Located {
  readonly text: string;
  readonly networks: readonly string[];
}

function locate(city: City, text: string): Located {
  const colon = text.indexOf(':');
  const prefix = text.slice(0, Math.max(colon, 0));
  if (city.networks.includes(prefix)) return { text: text.slice(colon + 1), networks: [prefix] };
  const parts = text.split('/');
  const namespace = /^(service|svc)$/i.test(parts[0]!) ? parts[1] : parts[0];
  const name = parts.at(-1);
  const networks = city.networks.filter((network) =>
    city.objects
      .get(network)
      ?.some(
        ({ object }) =>
          object.metadata.namespace === namespace && object.metadata.name === name && kinds.has(object.kind),
      ),
  );
  return { text, networks };
}

const kinds = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Job', 'Pod', 'Service']);

function explanationLines(answer: Explanation, language: Language): string {
  const text = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const side = (name: string, { decision, policies }: Explanation['hops'][number]['egress']) =>
    `    ${name}: ${decision}${policies.length > 0 ? ` (${policies.join(', ')})` : ''}`;
  return [
    `${answer.from} → ${answer.to} ${answer.protocol}/${answer.port}: ${answer.allowed ? text('允许', 'allowed') : text('拒绝', 'denied')}`,
    ...answer.hops.flatMap((hop) => [
      `  ${hop.network}${hop.channel ? ` [${hop.channel}]` : ''}: ${hop.from} → ${hop.to} ${hop.protocol}/${hop.port}: ${hop.allowed ? text('允许', 'allowed') : text('拒绝', 'denied')}`,
      side(text('出向', 'egress'), hop.egress),
      side(text('入向', 'ingress'), hop.ingress),
    ]),
    ...(answer.change ? [`${text('改变结论的最小修改', 'Smallest change')}: ${JSON.stringify(answer.change)}`] : []),
    ...answer.notes.map((note) => `  ${note}`),
  ].join('\n');
}
