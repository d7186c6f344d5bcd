import type { NeighbourChannel, NeighbourFile } from '../../stacks/documents/neighbour.ts';

/** One thing on which two neighbours do not agree. */
export interface Mismatch {
  /** Channel id; empty where the files as a whole do not fit. */
  readonly channel: string;
  /** Field of the neighbour file, such as `port` or `payloads.X01.schemas`. */
  readonly field: string;
  /** What each side holds, by network; null where it holds nothing. */
  readonly values: Readonly<Record<string, unknown>>;
  /** What differs, for people. */
  readonly fault: string;
}

/** Fields with one value each. */
const plainFields = ['device', 'direction', 'port', 'expires', 'maxDataClass', 'returnChannel'] as const;

type Pair = readonly [NeighbourFile, NeighbourFile];

/** Every mismatch between what two networks believe of the channels that they share; none means that they agree. */
export function compareNeighbours(left: NeighbourFile, right: NeighbourFile): Mismatch[] {
  const pair: Pair = [left, right];
  const misfit = pairMismatch(pair);
  if (misfit) return [misfit];
  const ids = [...new Set([...left.channels, ...right.channels].map(({ id }) => id))].sort();
  return ids.flatMap((id) => channelMismatches(pair, id));
}

function pairMismatch(pair: Pair): Mismatch | undefined {
  const [left, right] = pair;
  const values = { [left.network]: left.neighbour, [right.network]: right.neighbour };
  if (left.site !== right.site)
    return {
      channel: '',
      field: 'site',
      values: { [left.network]: left.site, [right.network]: right.site },
      fault: 'they are of two sites',
    };
  if (left.network === right.neighbour && left.neighbour === right.network) return undefined;
  return {
    channel: '',
    field: 'neighbour',
    values,
    fault: `${left.network} speaks of ${left.neighbour}, ${right.network} of ${right.neighbour}: no pair`,
  };
}

function channelMismatches([left, right]: Pair, id: string): Mismatch[] {
  const [one, other] = [channelOf(left, id), channelOf(right, id)];
  const mismatch = (field: string, from: unknown, to: unknown, fault: string): Mismatch => ({
    channel: id,
    field,
    values: { [left.network]: from ?? null, [right.network]: to ?? null },
    fault,
  });
  if (!one || !other) {
    const [holder, lacking] = one ? [left.network, right.network] : [right.network, left.network];
    return [mismatch('id', one?.id, other?.id, `${holder} declares it, ${lacking} does not`)];
  }
  const differing = (field: string, from: unknown, to: unknown): Mismatch[] =>
    sameJson(from, to) ? [] : [mismatch(field, from, to, `${show(from)} against ${show(to)}`)];
  const networks = [...new Set([...Object.keys(one.deviceAddresses), ...Object.keys(other.deviceAddresses)])].sort();
  const steps = [
    ...new Set([...Object.keys(one.checks), ...Object.keys(other.checks)]),
  ].sort() as (keyof typeof one.checks)[];
  return [
    ...plainFields.flatMap((field) => differing(field, one[field], other[field])),
    ...networks.flatMap((network) =>
      differing(`deviceAddresses.${network}`, one.deviceAddresses[network], other.deviceAddresses[network]),
    ),
    ...steps.flatMap((step) => differing(`checks.${step}`, one.checks[step], other.checks[step])),
    ...payloadMismatches(one, other, differing),
    ...differing('contractDigest', one.contractDigest, other.contractDigest),
  ];
}

function payloadMismatches(
  one: NeighbourChannel,
  other: NeighbourChannel,
  differing: (field: string, from: unknown, to: unknown) => Mismatch[],
): Mismatch[] {
  const exchanges = [...new Set([...one.payloads, ...other.payloads].map(({ exchange }) => exchange))].sort();
  return exchanges.flatMap((exchange) => {
    const [from, to] = [payloadsOf(one, exchange), payloadsOf(other, exchange)];
    if (from.length !== 1 || to.length !== 1) return differing(`payloads.${exchange}`, from, to);
    return [
      ...differing(`payloads.${exchange}.schemas`, [...from[0]!.schemas].sort(), [...to[0]!.schemas].sort()),
      ...differing(`payloads.${exchange}.dataClass`, from[0]!.dataClass, to[0]!.dataClass),
      ...differing(`payloads.${exchange}.style`, from[0]!.style, to[0]!.style),
    ];
  });
}

function payloadsOf({ payloads }: NeighbourChannel, exchange: string) {
  return payloads.filter((payload) => payload.exchange === exchange);
}

function channelOf({ channels }: NeighbourFile, id: string): NeighbourChannel | undefined {
  return channels.find((channel) => channel.id === id);
}

function sameJson(left: unknown, right: unknown): boolean {
  return JSON.stringify(left ?? null) === JSON.stringify(right ?? null);
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
