import { readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { FadunError } from '../errors.ts';
import type { ServeOptions } from './serve.ts';

/** What the command line says of serving. */
export interface ServingChoice {
  readonly host?: string;
  readonly certificateFile?: string;
  readonly keyFile?: string;
  readonly tokenFile?: string;
}

/**
 * Reads certificate, key and token. What leaves the machine is asked for by token and sent by TLS.
 * @throws FadunError where a file is missing, open to others or unfit, or where the posture would be served to anybody
 */
export function servingOptions(choice: ServingChoice): Pick<ServeOptions, 'host' | 'tls' | 'token'> {
  const { host, certificateFile, keyFile, tokenFile } = choice;
  if ((certificateFile === undefined) !== (keyFile === undefined)) {
    throw new FadunError(
      '--tls-cert, --tls-key',
      { zh: '只给出了其中一个', en: 'only one of them is given' },
      { zh: '请两个都给，或都不给。', en: 'Give both, or neither.' },
    );
  }
  const token = tokenFile === undefined ? undefined : readToken(tokenFile);
  const tls =
    certificateFile === undefined || keyFile === undefined
      ? undefined
      : { certificate: readText('--tls-cert', certificateFile), key: readPrivate('--tls-key', keyFile) };
  if (host !== undefined && !isLoopback(host) && (!tls || token === undefined)) {
    throw new FadunError(
      `--host ${host}`,
      { zh: '他人可从该处读到城市的安全态势', en: 'others could read the posture of the city there' },
      {
        zh: '请同时给出 --tls-cert、--tls-key 与 --token-file，或只用回环地址。',
        en: 'Give --tls-cert, --tls-key and --token-file too, or stay on loopback.',
      },
    );
  }
  return { ...(host !== undefined && { host }), ...(tls && { tls }), ...(token !== undefined && { token }) };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** At least 128 bits if it is hexadecimal, and nothing that a header could not carry. */
function readToken(file: string): string {
  const token = readPrivate('--token-file', file).trim();
  if (/^[A-Za-z0-9._~+/=-]{32,512}$/.test(token)) return token;
  throw new FadunError(
    `--token-file ${file}`,
    { zh: '其中不是一个 32 至 512 个字符的令牌', en: 'it does not hold one token of 32 to 512 characters' },
    {
      zh: '请写入一个，例如用 `openssl rand -hex 32` 生成。',
      en: 'Write one, for example with `openssl rand -hex 32`.',
    },
  );
}

function readPrivate(flag: string, file: string): string {
  const text = readText(flag, file);
  const mode = statSync(file).mode & 0o777;
  if ((mode & 0o077) === 0) return text;
  throw new FadunError(
    `${flag} ${file}`,
    { zh: `权限 ${mode.toString(8)} 允许他人读取`, en: `mode ${mode.toString(8)} lets others read it` },
    { zh: `请执行 chmod 600 ${file}。`, en: `Run chmod 600 ${file}.` },
  );
}

function readText(flag: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new FadunError(
      `${flag} ${file}`,
      { zh: '无法读取该文件', en: 'the file cannot be read' },
      { zh: '请给出存在且可读的文件。', en: 'Give a file that is there and readable.' },
    );
  }
}
