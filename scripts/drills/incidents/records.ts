import { summarizeIncident } from '../../../runbooks/summarize-incident.ts';
import { triageIncident } from '../../../runbooks/triage-incident.ts';
import { drill } from '../drill.ts';
import { configMapPath, demandNamespace, problemsOf } from '../objects.ts';

const ticket = 'INC-2026-031';
const record = configMapPath('fadun-system', `incident-${ticket.toLowerCase()}`);
const minutesAgo = (minutes: number) => `${new Date(Date.now() - minutes * 60_000).toISOString().slice(0, 16)}Z`;

/** An incident found half an hour ago (RB-I01): its form is filled in from what runs, and its clock has started. */
export const triageIncidentDrill = drill({
  id: 'triage-incident',
  runbook: triageIncident,
  depth: 'good',
  writesTo: ['api'],
  async prepare(stage) {
    await demandNamespace(stage, 'fadun-system');
    const discovered = minutesAgo(30);
    const parameters = { ticket, kind: 'outage', operator: 'critical-infrastructure', level: 'larger', discovered };
    return { parameters, kept: discovered };
  },
  async check(stage, kept) {
    const { data = {} } = ((await stage.api.get(record)) ?? {}) as { readonly data?: Readonly<Record<string, string>> };
    const due = new Date(Date.parse(String(kept)) + 3_600_000).toISOString();
    return problemsOf({
      'the form is not filled in from what runs': Number(data.nodes) > 0 && data.pods !== undefined,
      [`the first report is not due an hour after the discovery: ${data['first-report-due']}`]:
        data['first-report-due'] === due,
    });
  },
  async checkUndone(stage) {
    return problemsOf({ 'the record is still there': (await stage.api.get(record)) === undefined });
  },
});

/** An incident whose handling has ended (RB-I12): the day of its summary is named, and nothing is written. */
export const summarizeIncidentDrill = drill({
  id: 'summarize-incident',
  runbook: summarizeIncident,
  depth: 'good',
  writesTo: [],
  async prepare(stage) {
    await demandNamespace(stage, 'fadun-system');
    const handled = minutesAgo(60);
    return { parameters: { ticket, handled }, kept: handled };
  },
  async check(_stage, kept, journal) {
    const due = new Date(Date.parse(String(kept)) + 30 * 86_400_000).toISOString();
    const written = journal.map(({ body }) => JSON.stringify(body)).join();
    return problemsOf({ 'the journal does not name the day of the summary': written.includes(due) });
  },
});
