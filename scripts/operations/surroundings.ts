import type { Command } from '../../runbooks/kit/command.ts';
import type { CommandMeans } from './execute.ts';

/** Where this machine keeps things, for commands of our own that ask: never part of what was approved. */
export async function surroundings(
  { access: { sandbox, kubeconfig, out }, keyring }: Pick<CommandMeans, 'access' | 'keyring'>,
  { arguments: given }: Command,
): Promise<readonly string[]> {
  const { commandTable } = await import('../commands/table.ts');
  const spec = commandTable.find(({ name }) => name.split(' ').every((word, place) => given[place] === word));
  const takes = (flag: string) => spec?.options?.some(({ flags }) => flags.startsWith(`${flag} `)) ?? false;
  const names = (flag: string) => given.some((word) => word.startsWith(`${flag}=`));
  return [
    ...(takes('--out') ? [`--out=${out}`] : []),
    ...(!sandbox && takes('--kubeconfig') ? [`--kubeconfig=${kubeconfig}`] : []),
    ...(keyring !== undefined && takes('--keyring') && !names('--keyring') ? [`--keyring=${keyring}`] : []),
  ];
}
