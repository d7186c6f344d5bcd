import type { Control } from './control.ts';

/** Data Security Law, Personal Information Protection Law, GB/T 43697-2024 and the regulations beside them. */
export const data: readonly Control[] = [
  {
    clause: 'class-at-boundary',
    title: { zh: '边界数据类别', en: 'the class of data is held at the boundary' },
    shownBy: 'payload class against channel maximum against both sides',
    how: ['S'],
    certainty: 'P',
    duties: [],
  },
  {
    clause: 'DSL 21',
    title: { zh: '数据安全', en: 'national classification; 核心数据 stricter; departments keep 重要数据 catalogues' },
    shownBy: 'each DataAsset has class ∈ {一般, 重要, 核心}; 重要/核心 items appear in an exportable catalogue',
    how: ['S', 'E'],
    certainty: 'M',
    duties: [],
  },
  {
    clause: 'DSL 27',
    title: {
      zh: '数据安全',
      en: 'whole-process management on top of 等保; important-data processors name a responsible person and body',
    },
    shownBy: 'System with 重要+ has dataSecurityOfficer',
    how: ['S', 'E'],
    certainty: 'M',
    duties: [],
  },
  {
    clause: 'DSL 29, 30',
    title: {
      zh: '数据安全',
      en: 'monitoring, incident handling and report; periodic risk assessment of important data, report to authority',
    },
    shownBy: 'incident runbook; assessment evidence ≤ 12 months',
    how: ['S', 'E'],
    coveredBy: 'incident runbooks with their journals; the yearly risk assessment of important data',
    certainty: 'M',
    duties: [],
  },
  {
    clause: 'DSL 31, 36',
    title: { zh: '数据安全', en: 'export rules; no provision to foreign judicial/enforcement bodies without approval' },
    shownBy: 'no exchange channel with foreign end; region rules',
    how: ['S', 'E'],
    certainty: 'M',
    duties: [],
  },
  {
    clause: 'DSL 38, 39',
    title: {
      zh: '数据安全',
      en: 'state organs collect within duty, keep confidential; must set up data-security management',
    },
    shownBy: 'legalBasis mandatory',
    how: ['S', 'E'],
    certainty: 'M',
    duties: [],
  },
  {
    clause: 'DSL 40',
    title: {
      zh: '数据安全',
      en: 'entrusting others to build/maintain e-government systems or store/process data needs strict approval and supervision; contractor may not keep/use/leak',
    },
    shownBy: 'vendor access model, R8, 8.1.10.14',
    how: ['S', 'E'],
    coveredBy:
      'contracts and supervision records of builders and operators (8.1.10.14); vendor access by bindings that end',
    certainty: 'M',
    duties: [],
  },
  {
    clause: 'DSL 41, 42',
    title: { zh: '数据安全', en: 'open data catalogue' },
    shownBy: 'open flag default false',
    how: ['S', 'E'],
    certainty: 'M',
    duties: [],
  },
  {
    clause: 'DSL 53',
    title: { zh: '数据安全', en: 'state-secret data follow the secrets law' },
    shownBy: 'forbidden in the model',
    how: ['S', 'E'],
    certainty: 'M',
    duties: [],
  },
  {
    clause: 'PIPL 51, 55, 56, 57',
    title: { zh: '数据安全', en: 'measures, impact assessment (3-year record), leak notice' },
    shownBy: 'PIA file for PI systems, notice runbook',
    how: ['S', 'E'],
    certainty: 'M',
    duties: [],
  },
  {
    clause: '网络数据安全管理条例',
    title: {
      zh: '数据安全',
      en: 'yearly risk assessment for important data; duties of processors for state organs; 24 h report when national security/public interest at risk [M/U article nos]',
    },
    shownBy: 'duty DU-A06',
    how: ['S', 'E'],
    coveredBy: 'the yearly risk assessment and the 24-hour report duty, with their evidence',
    certainty: 'M',
    duties: [],
  },
  {
    clause: '政务数据共享条例',
    title: {
      zh: '数据安全',
      en: 'unified catalogue; sharing attribute 无条件/有条件/不予; no new sharing systems outside the national system; deadlines for reply [M: 1 working day for unconditional, 10 for conditional, then 20 to deliver — U, verify]',
    },
    shownBy: 'share ∈ {unconditional, conditional, none} + SLA clocks in data-sharing-mgmt',
    how: ['S', 'E'],
    certainty: 'M',
    duties: [],
  },
  {
    clause: 'GB/T 43697-2024',
    title: {
      zh: '数据安全',
      en: '6.3 grading elements, 6.4 impact analysis, 6.5 rule, Annex G (normative) important-data identification, Annex H grading of 一般数据, Annex I derived data, Annex J dynamic update [V TOC]; principle 就高从严; excludes state secrets and military',
    },
    shownBy:
      'class of a set/derived data ≥ max of inputs unless a downgrade record exists; re-grade on volume threshold or merge; class label immutable without sec-admin',
    how: ['S', 'E'],
    certainty: 'M',
    duties: [],
  },
];
