import type { InspectionContext, InspectionFinding, Observed } from '../kit/inspection.ts';
import { samplesOf } from './sources.ts';

/** Days before the end at which a certificate is renewed (duty RB-W04). */
const renewalDays = 30;

interface Expiry {
  readonly name: string;
  readonly days: number;
}

/** Certificates of the machines, where they are reached, and of the systems, as they report them. */
export async function certificateLook(context: InspectionContext<unknown>): Promise<Observed> {
  const now = context.now().getTime();
  const daysUntil = (milliseconds: number) => Math.floor((milliseconds - now) / 86_400_000);
  const machines = ((await context.read.host?.certificates()) ?? []).map(
    ({ name, notAfter }): Expiry => ({ name, days: daysUntil(Date.parse(notAfter)) }),
  );
  const { samples, missing } = await samplesOf(context, 'zf_certificate_expiry_timestamp_seconds');
  const systems = samples.map(
    ({ labels, value }): Expiry => ({ name: `${labels.system} ${labels.purpose}`, days: daysUntil(value * 1000) }),
  );
  const all = [...machines, ...systems].sort((left, right) => left.days - right.days);
  const due = all.filter(({ days }) => days <= renewalDays);
  return {
    findings: [...due.map(finding), ...missing],
    tables: [
      {
        title: { zh: `证书（${renewalDays} 日内到期）`, en: `Certificates that end within ${renewalDays} days` },
        columns: [
          { zh: '证书', en: 'certificate' },
          { zh: '剩余天数', en: 'days left' },
        ],
        rows: due.map(({ name, days }) => [name, String(days)]),
      },
    ],
    facts: { certificates: String(all.length), 'certificates due': String(due.length) },
  };
}

function finding({ name, days }: Expiry): InspectionFinding {
  return {
    subject: name,
    fault: { zh: `证书还有 ${days} 天到期`, en: `its certificate ends in ${days} days` },
    remedy: { zh: '用 renew-certificates 更换。', en: 'Renew it with renew-certificates.' },
  };
}
