import { compareNeighbours, type Mismatch } from '../../neighbours/compare.ts';
import { pairOf } from '../../neighbours/pairs.ts';
import { readNeighbourFiles } from '../../neighbours/read.ts';
import type { CommandContext, CommandResult, Language, Positional } from '../context.ts';

/**
 * `fadun compare A B`: whether two neighbouring networks believe the same of the channels between them. A and B are
 * neighbour files, folders of a network's documents, or bundles. JSON: `{networks, channels, mismatches: [{channel, field,
 * values, fault}]}`. Exit 0 where they agree, 1 where not.
 */
export async function run(_context: CommandContext, positional: Positional): Promise<CommandResult> {
  const [left, right] = positional as readonly [string, string];
  const pair = pairOf(await readNeighbourFiles(left), await readNeighbourFiles(right));
  const mismatches = compareNeighbours(...pair);
  const channels = new Set(pair.flatMap((file) => file.channels.map(({ id }) => id))).size;
  const networks = pair.map(({ network }) => network);
  return {
    exitCode: mismatches.length === 0 ? 0 : 1,
    data: { networks, channels, mismatches },
    human: (language) => lines(networks, channels, mismatches, language),
  };
}

function lines(
  networks: readonly string[],
  channels: number,
  mismatches: readonly Mismatch[],
  language: Language,
): string {
  const [left, right] = networks;
  const head =
    language === 'zh'
      ? `${left} 与 ${right}:${channels} 条通道,${mismatches.length === 0 ? '一致' : `${mismatches.length} 处不一致`}`
      : `${left} and ${right}: ${channels} channels, ${mismatches.length === 0 ? 'they agree' : `${mismatches.length} mismatches`}`;
  return [
    head,
    ...mismatches.map(({ channel, field, fault }) => `  ${channel ? `${channel} ` : ''}${field}: ${fault}`),
  ].join('\n');
}
