/** The second thread of a check: parses units until none is left, then judges them when the namespaces come. */
import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { SourcedObject } from '../../policies/kubernetes.ts';
import type { HelperData, HelperMessage } from './helper.ts';

const data = workerData as HelperData;
if (data.compiledCode) enableCompileCache(data.compiledCode);
const { plain, takeUnit } = await import('./helper.ts');
const { Portion } = await import('./portion.ts');

const port = parentPort!;
const portion = new Portion(data.request);
const taken: number[] = [];
const parsed: (readonly [number, ReturnType<typeof plain>])[] = [];
for (let index = takeUnit(data); index !== undefined; index = takeUnit(data)) {
  taken.push(index);
  parsed.push([index, plain(portion.parse(index, data.units[index]!))]);
}
port.postMessage({ parsed } satisfies HelperMessage);
port.once('message', (namespaces: readonly SourcedObject[]) => {
  portion.know(namespaces);
  const judged = taken.map((index) => [index, portion.judgeParsed(index)] as const);
  port.postMessage({ judged } satisfies HelperMessage);
});
