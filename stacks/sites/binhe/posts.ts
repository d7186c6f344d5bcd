import type { Post, Role } from '../../model/person.ts';
import type { Organ, Text } from '../../model/vocabulary.ts';
import type { networks } from './networks.ts';

type NetworkId = keyof typeof networks;

/** The units that keep the city's networks, and the networks of each. */
const units = {
  police: { organ: 'POL', name: { zh: '市公安局', en: 'Police' }, networks: ['police-net', 'police-video-net'] },
  procuratorate: { organ: 'PRO', name: { zh: '市检察院', en: 'Procuratorate' }, networks: ['procuratorate-net'] },
  court: { organ: 'CRT', name: { zh: '市中级法院', en: 'Court' }, networks: ['court-net', 'court-external-net'] },
  justice: { organ: 'JUS', name: { zh: '市司法局', en: 'Justice bureau' }, networks: ['justice-net', 'prison-net'] },
  committee: { organ: 'PLC', name: { zh: '市委政法委', en: 'Political-legal committee' }, networks: ['zhengfa-net'] },
  government: {
    organ: 'GOV',
    name: { zh: '市大数据局', en: 'Data bureau' },
    networks: ['internet-zone', 'gov-extranet-public', 'gov-extranet-private'],
  },
} as const satisfies Record<string, { organ: Organ; name: Text; networks: readonly NetworkId[] }>;

/** Posts that every unit has: three separated administrators, and those who watch, answer, approve and ask. */
const duties = {
  'system-admin': { role: 'system-admin', title: { zh: '系统管理员', en: 'system administrator' } },
  'security-admin': { role: 'security-admin', title: { zh: '安全管理员', en: 'security administrator' } },
  'audit-admin': { role: 'audit-admin', title: { zh: '审计管理员', en: 'audit administrator' } },
  'on-call': { role: 'on-call', title: { zh: '值班员', en: 'on-call engineer' } },
  'data-officer': { role: 'data-security-officer', title: { zh: '数据安全负责人', en: 'data security officer' } },
  leader: { role: 'unit-leader', title: { zh: '分管领导', en: 'unit leader' } },
  requester: { role: 'requester', title: { zh: '业务申请人', en: 'requester' } },
} as const satisfies Record<string, { role: Role; title: Text }>;

export type UnitId = keyof typeof units;
export type PostId = `${UnitId}-${keyof typeof duties}`;

/** All posts, no names of people. */
export const posts = Object.fromEntries(
  Object.entries(units).flatMap(([unit, { organ, name, networks }]) =>
    Object.entries(duties).map(([duty, { role, title }]): [string, Post] => [
      `${unit}-${duty}`,
      {
        title: { zh: `${name.zh}${title.zh}`, en: `${name.en} ${title.en}` },
        organ,
        roles: [role],
        networks,
      },
    ]),
  ),
) as Readonly<Record<PostId, Post>>;

/** The unit that answers for an organ's systems; the committee for those that all share. */
export const unitOf = {
  POL: 'police',
  PRO: 'procuratorate',
  CRT: 'court',
  JUS: 'justice',
  PLC: 'committee',
  GOV: 'government',
  ALL: 'committee',
} as const satisfies Record<Organ, UnitId>;
