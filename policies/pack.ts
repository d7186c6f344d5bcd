import type { Rule } from './rule.ts';

/** A named selection of rules: those that give evidence for a clause of it. */
export interface Pack {
  readonly id: string;
  readonly title: { readonly en: string; readonly zh: string };
}

/** Every pack. A rule belongs to a pack when one of its controls names it (`mlps3:8.1.4.2 d)`). */
export const packs: readonly Pack[] = [
  { id: 'pss-baseline', title: { en: 'Pod Security Standards, baseline', zh: 'Pod 安全标准·基线级' } },
  { id: 'pss-restricted', title: { en: 'Pod Security Standards, restricted', zh: 'Pod 安全标准·受限级' } },
  { id: 'cis', title: { en: 'CIS Kubernetes Benchmark', zh: 'CIS Kubernetes 基准' } },
  { id: 'nsa', title: { en: 'NSA/CISA Kubernetes Hardening Guide', zh: 'NSA/CISA Kubernetes 加固指南' } },
  { id: 'mlps3', title: { en: 'GB/T 22239-2019, level 3', zh: '等保三级（GB/T 22239-2019）' } },
  { id: 'gm', title: { en: 'GB/T 39786-2021, level 3', zh: '密评三级（GB/T 39786-2021）' } },
  { id: 'xinchuang', title: { en: 'Domestic supply chain', zh: '信创（安全可靠）' } },
  { id: 'data', title: { en: 'Data security and personal information', zh: '数据安全与个人信息' } },
  { id: 'exchange', title: { en: 'Cross-network exchange', zh: '跨网交换' } },
];

/** Ids of the packs a rule belongs to. pss-restricted contains pss-baseline, as upstream has it. */
export function packsOf(rule: Rule): readonly string[] {
  const named = new Set(rule.controls.map((control) => control.slice(0, control.indexOf(':'))));
  if (named.has('pss-baseline')) named.add('pss-restricted');
  return [...named];
}

/**
 * Rules of the named packs.
 * @throws Error for a pack that does not exist
 */
export function rulesOfPacks(rules: readonly Rule[], ids: readonly string[]): readonly Rule[] {
  for (const id of ids) {
    if (!packs.some((pack) => pack.id === id)) {
      throw new Error(`pack "${id}" does not exist. Choose from: ${packs.map((pack) => pack.id).join(', ')}.`);
    }
  }
  return rules.filter((rule) => packsOf(rule).some((pack) => ids.includes(pack)));
}
