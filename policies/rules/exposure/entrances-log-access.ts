import { asObject, asTexts } from '../../reachability/shape.ts';
import { entranceRule } from './entrance-rule.ts';

const wanted = ['time', 'user', 'source', 'method', 'path', 'status', 'bytes', 'request-id'];

/** Each request at a border leaves a record of who, what, when and with what result. Evidence for mlps3:8.1.3.5 a), b). */
export const entrancesLogAccess = entranceRule({
  id: 'entrances-log-access',
  title: { en: 'Entrances record each access', zh: '入口记录每次访问' },
  reason: {
    en: 'What the border does not record, nobody can reconstruct inside.',
    zh: '边界未记录的访问，内部无从还原。',
  },
  severity: 'high',
  controls: ['mlps3:8.1.3.5 a)', 'mlps3:8.1.3.5 b)', 'mlps3:8.1.3.3 d)'],
  remedy: {
    en: `Send the access log to a stream, with ${wanted.join(', ')}.`,
    zh: `将访问日志写入日志流，字段包括 ${wanted.join('、')}。`,
  },
  faults({ accessLog }) {
    const { stream, fields } = asObject(accessLog);
    const missing = wanted.filter((field) => !asTexts(fields).includes(field));
    return [
      ...(typeof stream === 'string' && stream !== '' ? [] : ['the access log goes to no stream']),
      ...(missing.length > 0 ? [`the access log leaves out ${missing.join(', ')}`] : []),
    ];
  },
  violating: [
    { accessLog: undefined },
    { accessLog: { fields: wanted } },
    { accessLog: { stream: '', fields: wanted } },
    ...wanted.map((left) => ({
      accessLog: { stream: 'boundary-access', fields: wanted.filter((field) => field !== left) },
    })),
  ],
});
