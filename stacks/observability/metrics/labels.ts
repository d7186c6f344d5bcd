import { verdictKinds } from '../../../policies/verdict.ts';
import { type DataClass, dataClassRank } from '../../model/vocabulary.ts';

/**
 * Labels that our own metrics may carry, with their values where the field fixes them. `declared` values are ids of the
 * site's declaration. Names, numbers of cases, documents and persons, addresses and account names are not among them:
 * telemetry holds no personal information (PIPL art. 6).
 */
export const labelValues = {
  network: 'declared',
  system: 'declared',
  channel: 'declared',
  clock: 'declared',
  duty: 'declared',
  runbook: 'declared',
  waiver: 'declared',
  /** Which way a manifest or a message goes, as the side that counts it sees it. */
  direction: ['sent', 'received'],
  /** The check that refused a payload. */
  reason: ['av', 'schema', 'dlp', 'class', 'signature', 'size'],
  code_class: ['1xx', '2xx', '3xx', '4xx', '5xx'],
  /** The calendar's levels; `over` from the end of the limit on. */
  level: ['green', 'yellow', 'orange', 'red', 'over'],
  verdict: verdictKinds,
  outcome: ['approved', 'done', 'refused', 'expired', 'failed', 'undone', 'aborted', 'answered', 'abandoned'],
  /** What a certificate is for; SM2 certificates come in pairs (GB/T 38636). */
  purpose: ['tls', 'sm2-signing', 'sm2-encryption', 'client', 'control-plane'],
  resource: ['storage', 'connections', 'queue', 'sessions', 'trunk', 'link', 'device-cpu', 'addresses'],
  severity: ['critical', 'high', 'medium', 'low'],
  /** Where an item of work stands, or what is asked for. */
  stage: [
    'acceptance-to-filing',
    'recording-upload',
    'dossier-generation',
    'normative-filing',
    'record-publicity',
    'clue-closure',
    'clue-reply',
    'mediation',
    'workflow-step',
    'campaign-task',
    'freeze-request',
    'grid-event',
    'sharing-request',
    'sharing-dispute',
    'case-transfer',
  ],
  /** What is wrong with an entry or a case. */
  irregularity: [
    'third-supplement',
    'dossier-pages',
    'receipt',
    'schema-version',
    'headcount',
    'responsible-parties',
    'legal-basis',
    'entry-fields',
    'entry-age',
    'grant-expired',
    'grant-unused',
  ],
  device: ['interrogation-recorder', 'hearing-room', 'correction-tag', 'kiosk', 'printer'],
  /** Work that a system does by itself, a run at a time. */
  task: [
    'recording-upload',
    'document-service',
    'callback',
    'model-run',
    'prediction',
    'spatiotemporal-analysis',
    'hearing',
    'media-join',
  ],
  service: ['certificate-status', 'seal', 'signing', 'timestamp'],
  attack: ['web', 'brute-force', 'scan', 'denial-of-service', 'malware'],
  data_class: Object.keys(dataClassRank) as DataClass[],
  le: 'declared',
} as const satisfies Readonly<Record<string, 'declared' | readonly string[]>>;

export type MetricLabel = keyof typeof labelValues;

/**
 * Labels of metrics that others expose. Their values are parts of the cluster and of its software; those that carry
 * users, client addresses, paths or object names beyond these stay out of rules and dashboards.
 */
export const externalLabels = [
  'job',
  'namespace',
  'node',
  'pod',
  'container',
  'deployment',
  'statefulset',
  'cronjob',
  'persistentvolumeclaim',
  'resourcequota',
  'type',
  'condition',
  'status',
  'mountpoint',
  'mode',
  'code',
  'verb',
  'enforcement_action',
  'error_type',
  'policy',
  'transformation_type',
  'integration',
  'carrier',
] as const;

export type ExternalLabel = (typeof externalLabels)[number];

const allowed: ReadonlySet<string> = new Set(Object.keys(labelValues));
const allowedOutside: ReadonlySet<string> = new Set([...allowed, ...externalLabels]);

/**
 * The labels among `labels` that no metric, rule or dashboard may use, in the order given.
 * @param metric `own`: exposed by our systems or by Fadun; `external`: by software of others
 */
export function forbiddenLabels(labels: readonly string[], metric: 'own' | 'external' = 'own'): readonly string[] {
  const known = metric === 'own' ? allowed : allowedOutside;
  return labels.filter((label) => !known.has(label));
}

/**
 * Whether a label's value could name a person, a case or a document: it is no short word of letters, digits and marks, or
 * it holds a run of eight digits (identity cards, telephone and case numbers).
 */
export function looksLikeIdentifier(value: string): boolean {
  return !/^[A-Za-z0-9+][A-Za-z0-9_.+:-]{0,63}$/.test(value) || /\d{8}/.test(value);
}
