import type { GuardPeriod } from '../../model/network.ts';

/**
 * Protection periods (重保) of the coming year: typical dates, each confirmed by the city's own notice. During one only
 * emergency changes with two approvals pass.
 */
export const guardPeriods: readonly GuardPeriod[] = [
  period('constitution-day-2026', '国家宪法日', 'Constitution Day', '2026-12-04', '2026-12-04'),
  period('provincial-sessions-2027', '省两会', 'Provincial sessions', '2027-01-18', '2027-01-24'),
  period('spring-festival-2027', '春节', 'Spring Festival', '2027-02-05', '2027-02-11'),
  period('national-sessions-2027', '全国两会', 'National sessions', '2027-03-03', '2027-03-12'),
  period('labour-day-2027', '劳动节', 'Labour Day', '2027-05-01', '2027-05-05'),
  period('party-day-2027', '建党纪念日', 'Founding of the Party', '2027-06-30', '2027-07-02'),
  period('attack-exercise-2027', '攻防演练', 'Attack and defence exercise', '2027-07-19', '2027-07-31'),
  period('army-day-2027', '建军节', 'Army Day', '2027-08-01', '2027-08-01'),
  period('victory-day-2027', '抗战胜利纪念日', 'Victory Day', '2027-09-03', '2027-09-03'),
  period(
    'legal-examination-2027',
    '国家统一法律职业资格考试',
    'Legal profession examination',
    '2027-09-18',
    '2027-09-19',
  ),
  period('national-day-2027', '国庆节', 'National Day', '2027-09-29', '2027-10-07'),
  period(
    'import-expo-2027',
    '进博会与世界互联网大会',
    'Import Expo, World Internet Conference',
    '2027-11-05',
    '2027-11-12',
  ),
];

function period(id: string, zh: string, en: string, from: string, to: string): GuardPeriod {
  return { id, name: { zh, en }, from, to };
}
