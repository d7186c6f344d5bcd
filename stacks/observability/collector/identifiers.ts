/**
 * Values that may stand in no attribute of telemetry, as RE2 reads them: resident identity and passport numbers, phones,
 * bank cards, case numbers of courts, procuratorates and police, licence plates, mail addresses, tokens (PIPL art. 6, 28).
 * Business systems leave them out in the first place; this is the net below.
 */
export const identifyingValues = [
  String.raw`\b[1-9]\d{5}[ -]?(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ -]?\d{3}[\dXx]\b`,
  String.raw`\b[1-9]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}\b`,
  String.raw`\b1[3-9]\d[ -]?\d{4}[ -]?\d{4}\b`,
  String.raw`\b0\d{2,3}-\d{7,8}\b`,
  String.raw`\b[3-6]\d{3}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?\b`,
  '[０-９]{6,}',
  String.raw`[（(〔\[]\d{4}[）)〕\]]\p{Han}{0,6}\d{0,6}\p{Han}{0,12}\d+号`,
  String.raw`\b[EGPSD][A-Z]?\d{7,8}\b`,
  '[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][A-HJ-NP-Z0-9]{5,6}',
  String.raw`[\w.+-]+@[\w-]+\.[\w.]+`,
  String.raw`\beyJ[\w-]+\.[\w-]+\.[\w-]*`,
  String.raw`(?i)bearer\s+\S+`,
] as const;

/** Names of attributes whose values are hidden whatever they hold. */
export const hiddenKeys = [
  '(?i).*(?:password|passwd|secret|token|authorization|cookie|credential|口令|密码).*',
  '(?i).*(?:id_?card|identity_?number|身份证|案号|case_?(?:no|number)|姓名|person_?name).*',
  String.raw`^enduser\..*`,
  String.raw`^(?:client|source)\.address$`,
  String.raw`^url\.(?:full|query)$`,
  String.raw`^db\.(?:query\.text|statement)$`,
  String.raw`^http\.request\.(?:body|header\..*)$`,
] as const;
