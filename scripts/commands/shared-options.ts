import type { OptionSpec } from './command.ts';

export const siteArgument = '[site]';

export const site: OptionSpec = { flags: '--site <site>', summary: { zh: '城市', en: 'site' }, fallback: 'binhe' };

export const out: OptionSpec = {
  flags: '--out <folder>',
  summary: { zh: '输出目录', en: 'folder for outputs' },
  fallback: 'fadun.out',
};

export const scale: OptionSpec = {
  flags: '--scale <n>',
  summary: { zh: '系统数量放大倍数(压测用)', en: 'multiplies the systems, for benchmarks' },
  fallback: '1',
};

export const networks: OptionSpec = {
  flags: '--network <id>',
  summary: { zh: '仅限该网络(可重复;省略为全部)', en: 'only this network (may repeat; all when left out)' },
  many: true,
};

export const network: OptionSpec = {
  flags: '--network <id>',
  summary: { zh: '所在网络', en: 'the network it acts in' },
};

export const kubeconfig: OptionSpec = {
  flags: '--kubeconfig <file>',
  summary: {
    zh: '真实集群的 kubeconfig(须配合单个 --network;省略则用沙箱)',
    en: 'kubeconfig of a real cluster, with exactly one --network; the sandbox when left out',
  },
};

export const sshIdentity: OptionSpec = {
  flags: '--ssh-identity <file>',
  summary: {
    zh: '登录控制平面主机的私钥(省略则用 ssh-agent 及账户自带的)',
    en: 'private key for the control plane’s hosts; the agent’s and the account’s when left out',
  },
};

/** A city, and which of its clusters. */
export const cityOptions: readonly OptionSpec[] = [out, scale, networks, kubeconfig];

export const signer: OptionSpec = {
  flags: '--as <person>',
  summary: { zh: '签名人的人员编号', en: 'id of the person who signs' },
};

export const key: OptionSpec = {
  flags: '--key <file>',
  summary: { zh: '签名人的私钥(0600)', en: 'private key of the person who signs (0600)' },
};

export const passphrase: OptionSpec = {
  flags: '--passphrase-file <file>',
  summary: { zh: '私钥口令所在文件(首行)', en: 'file whose first line opens the key' },
};

/** Who signs: a person, and the key to sign with. */
export const person: readonly OptionSpec[] = [signer, key, passphrase];

export const keyring: OptionSpec = {
  flags: '--keyring <file>',
  summary: { zh: '密钥环(省略为站点自带)', en: 'keyring; the site’s own when left out' },
};

/** On-call staff at work in one network of a city. */
export const operatorOptions: readonly OptionSpec[] = [
  site,
  out,
  network,
  kubeconfig,
  sshIdentity,
  key,
  passphrase,
  keyring,
];

export const approvals: OptionSpec = {
  flags: '--approval <file>',
  summary: { zh: '审批文件(可重复)', en: 'approval file (may repeat)' },
  many: true,
};

export const takeFrom: OptionSpec = {
  flags: '--take-from <manager>',
  summary: {
    zh: '收回该字段管理者改动或添加的内容,逐项列入计划(可重复)',
    en: 'take back what this field manager changed or added, each field named in the plan (may repeat)',
  },
  many: true,
};

export const prune: OptionSpec = {
  flags: '--prune <object>',
  summary: {
    zh: '允许删除的命名空间、卷或 CRD(可重复)',
    en: 'namespace, volume or CRD that may be pruned (may repeat)',
  },
  many: true,
};
