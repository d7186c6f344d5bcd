import { FadunError, inBoth } from '../errors.ts';

const longestAnswer = 4 << 20;
const deadlineMilliseconds = 10_000;

/**
 * A bounded GET of an address in the operations zone (Prometheus, Alertmanager, a public page): ten seconds, four MiB, no
 * redirects followed.
 * @throws FadunError where nothing answers
 */
export async function probe(
  address: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly body: string }> {
  const { origin, protocol } = new URL(address);
  if (protocol !== 'http:' && protocol !== 'https:')
    throw new FadunError(
      origin,
      { zh: `不是网页服务器的地址（${protocol}）`, en: `it is no address of a web server (${protocol})` },
      { zh: '给出 http 或 https 地址。', en: 'Give an http or https address.' },
    );
  try {
    const signal = AbortSignal.timeout(deadlineMilliseconds);
    const answer = await fetch(address, { headers, redirect: 'manual', signal });
    return { status: answer.status, body: await boundedText(answer) };
  } catch (cause) {
    const { code } = ((cause as Error).cause ?? cause) as { code?: string };
    const reason =
      (cause as Error).name === 'TimeoutError'
        ? { zh: '10 秒内无应答', en: 'no answer within 10 s' }
        : inBoth(code ?? (cause as Error).message);
    throw new FadunError(
      origin,
      { zh: `无法到达（${reason.zh}）`, en: `it cannot be reached (${reason.en})` },
      { zh: '检查地址及其是否在运行。', en: 'Check the address and whether it runs.' },
      4,
    );
  }
}

async function boundedText(answer: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > longestAnswer) break;
  }
  return text.slice(0, longestAnswer);
}
