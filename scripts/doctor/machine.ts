import { execFile } from 'node:child_process';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { promisify } from 'node:util';
import type { Text } from '../../stacks/model/vocabulary.ts';
import { absence, surveyBinaries } from '../sandbox/binaries/resolve.ts';

/** present; optional: something beside the main job is lacking; missing: the main job cannot run. */
export type CheckState = 'present' | 'optional' | 'missing';

/** One condition of this machine. */
export interface MachineCheck {
  readonly id: string;
  readonly state: CheckState;
  readonly found: string | null;
  readonly needed: Text;
  readonly remedy: Text;
}

/** A tool that some commands or tests use and others do without. */
interface Tool {
  readonly id: string;
  readonly arguments: readonly string[];
  readonly needed: Text;
  readonly remedy: Text;
}

const optionalTools: readonly Tool[] = [
  tool(
    'terraform',
    ['version', '-json'],
    'terraform 引擎',
    'the terraform engine',
    '安装 terraform,并按站点设置提供者镜像',
    'Install terraform and point it at a mirror of the Kubernetes provider.',
  ),
  tool(
    'openssl',
    ['version'],
    '国密签名互验测试',
    'tests of SM2 signatures both ways',
    '安装 openssl 3',
    'Install openssl 3.',
  ),
  tool(
    'promtool',
    ['--version'],
    '告警规则测试',
    'tests of alerting rules',
    '安装 Debian 软件包 prometheus',
    'Install Debian’s package prometheus.',
  ),
  tool(
    'amtool',
    ['--version'],
    '告警路由测试',
    'tests of alert routes',
    '安装 Debian 软件包 prometheus-alertmanager',
    'Install Debian’s package prometheus-alertmanager.',
  ),
  tool(
    'nft',
    ['--version'],
    '网络策略抓包验证',
    'packets through generated policies',
    '安装 Debian 软件包 nftables',
    'Install Debian’s package nftables.',
  ),
];

function tool(id: string, parameters: string[], zh: string, en: string, remedyZh: string, remedyEn: string): Tool {
  return { id, arguments: parameters, needed: { zh, en }, remedy: { zh: remedyZh, en: remedyEn } };
}

/** Looks at the machine without changing it. */
export async function surveyMachine(environment: NodeJS.ProcessEnv): Promise<MachineCheck[]> {
  return [node(), memory(), await binaries(environment), ...(await Promise.all(optionalTools.map(optionalTool)))];
}

function node(): MachineCheck {
  const major = Number(process.versions.node.split('.')[0]);
  return {
    id: 'node',
    state: major >= 24 ? 'present' : 'missing',
    found: process.versions.node,
    needed: { zh: 'Node 24 或更新', en: 'Node 24 or newer' },
    remedy: { zh: '在检出目录运行 npm ci', en: 'Run npm ci in the checkout: it brings Node 24.' },
  };
}

/** Eleven control planes with their controllers take 6 GB. */
const neededGigabytes = 8;

function memory(): MachineCheck {
  const gigabytes = (bytes: number) => Math.round(bytes / 1024 ** 3);
  return {
    id: 'memory',
    state: totalmem() >= neededGigabytes * 1024 ** 3 ? 'present' : 'optional',
    found: `${gigabytes(totalmem())} GiB (${gigabytes(freemem())} free), ${availableParallelism()} cores`,
    needed: {
      zh: `${neededGigabytes} GiB 内存可同时运行十一个网络`,
      en: `${neededGigabytes} GiB to run eleven networks at once`,
    },
    remedy: {
      zh: '用 fadun up minimal,或以 --network 逐个网络运行',
      en: 'Use `fadun up minimal`, or single networks with --network.',
    },
  };
}

async function binaries(environment: NodeJS.ProcessEnv): Promise<MachineCheck> {
  const survey = await surveyBinaries({ environment });
  const { found, missing, go } = survey;
  const buildable = missing.length > 0 && go !== undefined;
  const remedy = missing.length > 0 ? absence(survey).words.remedy : { zh: '', en: '' };
  return {
    id: 'kubernetes binaries',
    state: missing.length === 0 || buildable ? 'present' : 'missing',
    found:
      missing.length === 0 ? `${found.length} of ${found.length}` : buildable ? `built at first use by ${go}` : null,
    needed: { zh: '沙箱控制面', en: 'the sandbox’s control planes' },
    remedy,
  };
}

async function optionalTool({ id, arguments: parameters, needed, remedy }: Tool): Promise<MachineCheck> {
  const found = await promisify(execFile)(id, [...parameters], { timeout: 10_000 }).then(
    ({ stdout, stderr }) => firstLine(stdout || stderr),
    () => null,
  );
  return { id, state: found ? 'present' : 'optional', found, needed, remedy };
}

function firstLine(text: string): string {
  const version = /"terraform_version":\s*"([^"]+)"/.exec(text)?.[1];
  return version ?? text.trim().split('\n')[0] ?? '';
}
