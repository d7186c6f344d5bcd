import type { UnjudgedKind } from '../../../policies/unjudged.ts';
import type { JudgementOutcome, SetAside } from '../../pipeline/judge-objects.ts';
import { findingsText } from '../../report/findings.ts';
import type { Language } from '../context.ts';

/** What could not be read, the findings by rule, what the proof says, and what the gate decided. */
export function findingLines({ result, decision }: JudgementOutcome, language: Language, all: boolean): string {
  const verdict = decision.open ? { zh: '放行', en: 'The gate is open.' } : { zh: '不放行', en: 'The gate is closed.' };
  return [
    ...result.inputErrors,
    findingsText(result, { language, all }).trimEnd(),
    ...decision.proofDifferences,
    ...setAsideLines(result.setAside, language),
    ...unjudgedLines(result.unjudged, language),
    ...skippedLines(result.skipped, language),
    verdict[language],
  ].join('\n');
}

function unjudgedLines(unjudged: readonly UnjudgedKind[], language: Language): readonly string[] {
  if (unjudged.length === 0) return [];
  const objects = unjudged.reduce((sum, one) => sum + one.objects, 0);
  const kinds = unjudged
    .map(({ apiVersion, kind, objects: count }) => `${count} × ${kind} (${apiVersion})`)
    .join(language === 'zh' ? '、' : ', ');
  return [
    language === 'zh'
      ? `${objects} 个对象未判定,没有针对其类型的规则:${kinds}`
      : `${objects} objects not judged, since no rule is for their kind: ${kinds}`,
  ];
}

/** Skipped files that a person is shown; the JSON has all. */
const skippedShown = 5;

function skippedLines(skipped: readonly string[], language: Language): readonly string[] {
  if (skipped.length === 0) return [];
  const shown = skipped.slice(0, skippedShown).join(language === 'zh' ? '、' : ', ');
  const more = skipped.length > skippedShown ? ' …' : '';
  return [
    language === 'zh'
      ? `未读取 ${skipped.length} 项(文件名不是 YAML 或 JSON,或为隐藏目录):${shown}${more}`
      : `${skipped.length} not read (no YAML or JSON by the name, or a hidden folder): ${shown}${more}`,
  ];
}

function setAsideLines(setAside: readonly SetAside[], language: Language): readonly string[] {
  if (setAside.length === 0) return [];
  const names = [...new Set(setAside.map(({ object }) => `${object.kind} ${object.name}`))].join(
    language === 'zh' ? '、' : ', ',
  );
  return [
    language === 'zh'
      ? `未判定 ${setAside.length} 个对象(沙箱赋予自身身份的权限,不属于本站点):${names}`
      : `${setAside.length} objects not judged (what the sandbox gives its own identities; none is the site’s): ${names}`,
  ];
}
