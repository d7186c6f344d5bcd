import { readFileSync, statSync } from 'node:fs';
import { FadunError } from '../errors.ts';

/** Reads a bearer token from a file only its owner may read. @throws FadunError where it is not, or is too short to be one */
export function readToken(path: string): string {
  let token: string;
  try {
    const mode = statSync(path).mode & 0o777;
    if ((mode & 0o077) !== 0)
      throw new FadunError(
        path,
        { zh: `权限 ${mode.toString(8)} 使他人可接触令牌`, en: `mode ${mode.toString(8)} lets others at the token` },
        { zh: '执行 chmod 600，并换发新令牌。', en: 'Run chmod 600, and draw a new one.' },
      );
    token = readFileSync(path, 'utf8').trim();
  } catch (cause) {
    if (cause instanceof FadunError) throw cause;
    throw new FadunError(
      path,
      {
        zh: `无法读取令牌（${(cause as { code?: string }).code}）`,
        en: `the token cannot be read (${(cause as { code?: string }).code})`,
      },
      { zh: '更正路径。', en: 'Correct the path.' },
    );
  }
  if (/^[\x21-\x7e]{16,4096}$/.test(token)) return token;
  throw new FadunError(
    path,
    { zh: '其中没有 16 个以上普通字符的令牌', en: 'it holds no token of 16 or more plain characters' },
    { zh: '生成一个：openssl rand -hex 32。', en: 'Make one: openssl rand -hex 32.' },
  );
}
