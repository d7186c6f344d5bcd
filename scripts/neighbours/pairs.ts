import type { NeighbourFile } from '../../stacks/documents/neighbour.ts';
import { FadunError } from '../errors.ts';

/** The one pair of files in which two sides speak of each other. @throws FadunError where there is none */
export function pairOf(
  left: readonly NeighbourFile[],
  right: readonly NeighbourFile[],
): readonly [NeighbourFile, NeighbourFile] {
  // Two single files are compared whatever they say: that they are no pair is then the finding.
  if (left.length === 1 && right.length === 1) return [left[0]!, right[0]!];
  for (const one of left) {
    const other = right.find(({ network, neighbour }) => network === one.neighbour && neighbour === one.network);
    if (other) return [one, other];
  }
  throw new FadunError(
    'compare',
    {
      zh: `按这些文件，${networksOf(left)} 与 ${networksOf(right)} 不相邻`,
      en: `${networksOf(left)} and ${networksOf(right)} are no neighbours in these files`,
    },
    { zh: '请给出共有通道的两个网络的文档。', en: 'Give the documents of two networks that share a channel.' },
  );
}

function networksOf(files: readonly NeighbourFile[]): string {
  return [...new Set(files.map(({ network }) => network))].join(', ');
}
