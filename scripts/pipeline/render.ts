import type { InputError } from '../../policies/inputs/errors.ts';
import { readSynthesised } from '../../policies/inputs/terraform/directory.ts';
import type { UnknownValue } from '../../policies/inputs/unknown.ts';
import type { SourcedObject } from '../../policies/kubernetes.ts';
import { FadunError } from '../errors.ts';

/** Objects of a synthesised folder by network, with what could not be converted. */
export interface Rendering {
  readonly byNetwork: ReadonlyMap<string, readonly SourcedObject[]>;
  readonly unknowns: readonly UnknownValue[];
  readonly objects: number;
}

/**
 * Converts every synthesised stack into Kubernetes objects.
 * @param networkOf the network of a stack id
 * @throws FadunError naming every resource that does not convert: nothing is applied from half a city
 */
export async function renderSynthesised(
  folder: string,
  networkOf: (stack: string) => string | undefined,
): Promise<Rendering> {
  const byNetwork = new Map<string, SourcedObject[]>();
  const unknowns: UnknownValue[] = [];
  const errors: InputError[] = [];
  let objects = 0;
  for await (const stack of readSynthesised(folder, { networkOf })) {
    errors.push(...stack.errors);
    unknowns.push(...stack.unknowns);
    objects += stack.objects.length;
    const network = stack.network ?? '';
    const gathered = byNetwork.get(network);
    if (gathered) gathered.push(...stack.objects);
    else byNetwork.set(network, [...stack.objects]);
  }
  if (errors.length > 0) throw conversionFailed(folder, errors);
  return { byNetwork, unknowns, objects };
}

function conversionFailed(folder: string, errors: readonly InputError[]): FadunError {
  const lines = errors.map(({ source, path, fault, remedy }) => {
    const where = [source.file, source.address, path].filter(Boolean).join(': ');
    return `${where}: ${fault}\n    ${remedy}`;
  });
  const shown = lines.slice(0, 50).join('\n  ');
  return new FadunError(
    folder,
    {
      zh: `${errors.length} 个资源无法转换为 Kubernetes 对象：\n  ${shown}`,
      en: `${errors.length} resources do not become Kubernetes objects:\n  ${shown}`,
    },
    { zh: '请逐项更正；未渲染任何内容。', en: 'Correct them; nothing was rendered.' },
  );
}
