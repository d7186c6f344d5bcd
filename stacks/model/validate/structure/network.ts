import * as z from 'zod';
import type { ControlPlane, ControlPlaneMachine, SshHost } from '../../control-plane.ts';
import type {
  AddressPlan,
  Alerting,
  ClassifiedNetwork,
  Cluster,
  GuardPeriod,
  Network,
  Peer,
  ProviderMirror,
  Segment,
  StateBackend,
} from '../../network.ts';
import type { AllowedCrossing } from '../../site.ts';
import {
  byId,
  count,
  dataClass,
  date,
  mlpsLevel,
  organ,
  port,
  protocol,
  role,
  segmentKind,
  some,
  text,
  words,
} from './common.ts';

const addressPlan = z.strictObject({
  nodes: words,
  pods: words,
  services: words,
  loadBalancers: words,
  devices: words,
  operations: words,
  terminals: words,
}) satisfies z.ZodType<AddressPlan>;

const segment = z.strictObject({ mlpsLevel, dataClass }) satisfies z.ZodType<Segment>;

const cluster = z.strictObject({
  mlpsLevel,
  architectures: some(z.enum(['amd64', 'arm64', 'loong64'])),
  operatingSystems: some(words),
  region: words,
  zones: some(words),
  controlPlaneNodes: count,
  workerNodes: count,
}) satisfies z.ZodType<Cluster>;

const peer = z.strictObject({
  name: text,
  cidr: words,
  ports: z.array(z.strictObject({ port, protocol })).optional(),
  medium: z.enum(['wired', 'wireless']).optional(),
  entersBy: z.enum(['vpn-sm']).optional(),
  kind: z.enum([
    'public',
    'terminals',
    'bastion',
    'api-server',
    'external-system',
    'time-source',
    'carrier',
    'exporter',
    'probe',
  ]),
}) satisfies z.ZodType<Peer>;

const stateBackend = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('local') }),
  z.strictObject({ kind: z.literal('pg'), connectionVariable: words, schema: words }),
  z.strictObject({ kind: z.literal('kubernetes'), namespace: words }),
  z.strictObject({ kind: z.literal('s3'), bucket: words, endpoint: words, region: words }),
]) satisfies z.ZodType<StateBackend>;

const alerting = z.strictObject({
  receivers: z.array(z.strictObject({ organ, role, by: words, path: words, tokenFile: words })),
  maintenance: z.array(
    z.strictObject({
      id: words,
      weekdays: some(z.enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'])),
      from: words,
      to: words,
    }),
  ),
}) satisfies z.ZodType<Alerting>;
const providerMirror = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('network'), url: words }),
  z.strictObject({ kind: z.literal('filesystem'), pathVariable: words }),
]) satisfies z.ZodType<ProviderMirror>;

const sshHost = z.strictObject({
  address: words,
  port: port.optional(),
  user: words,
  hostKeys: some(words),
}) satisfies z.ZodType<SshHost>;

const controlPlane = z.strictObject({
  kind: z.literal('kubeadm'),
  hosts: byId(sshHost.extend({ becomesRoot: z.boolean().optional() }) satisfies z.ZodType<ControlPlaneMachine>),
  bastion: sshHost.optional(),
  folder: words.optional(),
  tools: words.optional(),
}) satisfies z.ZodType<ControlPlane>;

export const network = z.strictObject({
  name: text,
  owner: organ,
  exposure: z.enum(['internet', 'extranet', 'organ', 'restricted']),
  addresses: addressPlan,
  segments: z.record(segmentKind, segment),
  clusters: byId(cluster),
  registry: words,
  timeSource: words,
  domain: words,
  identityProvider: words,
  peers: byId(peer),
  engine: z.enum(['direct', 'terraform']),
  stateBackend,
  providerMirror: providerMirror.optional(),
  admission: z.enum(['audit', 'deny']).optional(),
  alerting: alerting.optional(),
  kubeconfigVariable: words.optional(),
  controlPlane: controlPlane.optional(),
}) satisfies z.ZodType<Network>;

export const classifiedNetwork = z.strictObject({ name: text, reason: words }) satisfies z.ZodType<ClassifiedNetwork>;

export const guardPeriod = z.strictObject({
  id: words,
  name: text,
  from: date,
  to: date,
}) satisfies z.ZodType<GuardPeriod>;

export const device = z.enum(['fw', 'fw+waf', 'fw+apigw', 'gap', 'diode-in', 'diode-out', 'video-gap', 'vpn', 'media']);

export const crossing = z.strictObject({
  from: words,
  to: words,
  devices: z.array(device),
  note: words.optional(),
}) satisfies z.ZodType<AllowedCrossing>;
