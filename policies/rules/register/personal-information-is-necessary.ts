import { soundAsset } from './register-facts.ts';
import { type RegisterFault, registerRule } from './register-rule.ts';

/** Personal information is collected field by field, on a legal basis. Evidence for mlps3:8.1.4.11 a); PIPL art. 6. */
export const personalInformationIsNecessary = registerRule({
  id: 'personal-information-is-necessary',
  title: {
    en: 'Personal information is collected by named fields on a legal basis',
    zh: '个人信息按字段、依法最小化采集',
  },
  reason: {
    en: 'What the register does not name, the system must not ask for.',
    zh: '登记中未列明的个人信息，系统不得采集。',
  },
  severity: 'high',
  controls: ['mlps3:8.1.4.11 a)', 'data:DSL 38, 39'],
  remedy: {
    en: 'List the fields and the legal basis; an asset without personal information lists none.',
    zh: '列明字段与法律依据；不含个人信息的资产不得列字段。',
  },
  judge({ assets }) {
    const faults = assets.flatMap(
      ({ path, personalInformation, fields, legalBasis, retentionDays }): RegisterFault[] => {
        if (!personalInformation)
          return fields.length > 0
            ? [{ path: `${path}.personalInformation`, message: 'lists fields of persons and says it holds none' }]
            : [];
        const named =
          fields.length > 0 &&
          fields.every((field) => field.trim() !== '' && field !== '*') &&
          new Set(fields).size === fields.length;
        return [
          ...(named ? [] : [{ path: `${path}.fields`, message: 'the fields of persons are not named, each once' }]),
          ...(legalBasis.trim() === ''
            ? [{ path: `${path}.legalBasis`, message: 'personal information without a legal basis' }]
            : []),
          ...(retentionDays === null || retentionDays > 0
            ? []
            : [{ path: `${path}.retentionDays`, message: 'no retention' }]),
        ];
      },
    );
    return { judged: assets.length, faults };
  },
  examples: {
    compliant: [
      {},
      { assets: [{ ...soundAsset, personalInformation: false, fields: [] }] },
      { assets: [{ ...soundAsset, retentionDays: 365 }] },
    ],
    violating: [
      { fields: [] },
      { fields: ['*'] },
      { fields: ['name', ''] },
      { fields: ['name', 'name'] },
      { legalBasis: ' ' },
      { retentionDays: 0 },
      { personalInformation: false },
    ].map((change) => ({ assets: [{ ...soundAsset, ...change }] })),
  },
});
