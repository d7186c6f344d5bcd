import { resolve } from 'node:path';
import type { Network, StateBackend } from '../../../stacks/model/network.ts';
import type { Text } from '../../../stacks/model/vocabulary.ts';
import { FadunError } from '../../errors.ts';

/** What terraform needs to know of the machine: credentials by reference, and where its provider lies. */
export interface TerraformSettings {
  /** Absolute path of the network's kubeconfig; handed over as a variable, so that nothing of it enters state or plan but its path. */
  readonly kubeconfig: string;
  /** Environment of the terraform process, whole: nothing else is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  /** Contents of the CLI configuration file. */
  readonly cliConfiguration: string;
}

/** Variables that a process needs to run at all, and those by which people point terraform at proxies and trust. */
const inherited = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'HTTPS_PROXY', 'NO_PROXY', 'SSL_CERT_FILE', 'SSL_CERT_DIR'];

/** Where the s3 backend reads its credentials. */
const s3Variables = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE', 'AWS_CA_BUNDLE'];

/**
 * Settings for a network, from its declaration and the environment of this process.
 * @throws FadunError (exit 3) naming the variable that the declaration asks for and the environment lacks
 */
export function terraformSettings(
  network: Pick<Network, 'stateBackend' | 'providerMirror'>,
  kubeconfig: string,
  environment: NodeJS.ProcessEnv,
): TerraformSettings {
  const own = Object.fromEntries(inherited.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])));
  return {
    kubeconfig: resolve(kubeconfig),
    environment: {
      ...own,
      ...backendVariables(network.stateBackend, resolve(kubeconfig), environment),
      CHECKPOINT_DISABLE: '1',
      TF_IN_AUTOMATION: '1',
      TF_INPUT: '0',
    },
    cliConfiguration: cliConfiguration(network.providerMirror, environment),
  };
}

function backendVariables(
  backend: StateBackend,
  kubeconfig: string,
  environment: NodeJS.ProcessEnv,
): Record<string, string> {
  switch (backend.kind) {
    case 'local':
      return {};
    case 'pg':
      return {
        PG_CONN_STR: required(environment, backend.connectionVariable, {
          zh: '状态数据库的连接串',
          en: 'the connection string of the state database',
        }),
      };
    case 'kubernetes':
      return { KUBE_CONFIG_PATH: kubeconfig };
    case 's3':
      return Object.fromEntries(s3Variables.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])));
    default:
      return backend satisfies never;
  }
}

const providerFolder = { zh: '提供程序包的目录', en: 'the folder of provider packages' };

/** Without a mirror the registry that the provider names is asked. */
function cliConfiguration(mirror: Network['providerMirror'], environment: NodeJS.ProcessEnv): string {
  if (!mirror) return 'disable_checkpoint = true\n';
  const method =
    mirror.kind === 'network'
      ? `network_mirror { url = ${quoted(mirror.url)} }`
      : `filesystem_mirror { path = ${quoted(required(environment, mirror.pathVariable, providerFolder))} }`;
  return `disable_checkpoint = true\nprovider_installation {\n  ${method}\n}\n`;
}

/** The file's language would read these as templates or the end of the text. */
function quoted(text: string): string {
  if (!/["\\$%\p{Cc}]/u.test(text)) return `"${text}"`;
  throw new FadunError(
    'providerMirror',
    {
      zh: '其位置含引号、反斜杠、美元号或百分号',
      en: 'its place holds a quote, a backslash, a dollar or per cent sign',
    },
    { zh: '将镜像放到路径不含上述字符之处。', en: 'Put the mirror where none of these is in the path.' },
  );
}

function required(environment: NodeJS.ProcessEnv, name: string, what: Text): string {
  const value = environment[name];
  if (value) return value;
  throw new FadunError(
    `$${name}`,
    { zh: `未设置，而站点声明由它给出${what.zh}`, en: `it is not set, and the site declares it for ${what.en}` },
    { zh: `设置 ${name} 后重新执行。`, en: `Set ${name} and run again.` },
    3,
  );
}
