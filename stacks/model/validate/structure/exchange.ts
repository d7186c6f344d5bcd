import * as z from 'zod';
import type { Exchange, ExchangeChannel, Route } from '../../exchange.ts';
import type { Flow, FlowEnd } from '../../flow.ts';
import { byId, certainty, dataClass, date, port, protocol, text, words } from './common.ts';
import { device } from './network.ts';

/** Its syntax is judged with the other flow ends, which know what exists. */
const flowEnd = words as unknown as z.ZodType<FlowEnd>;

export const flow = z.strictObject({
  network: words,
  from: flowEnd,
  to: flowEnd,
  port,
  protocol: protocol.optional(),
  purpose: text,
  exchange: words.optional(),
}) satisfies z.ZodType<Flow>;

const side = z.strictObject({ network: words, deviceAddress: words, spareDeviceAddress: words.optional() });

/** What rule R2 demands may be empty here: R2 says so in its own words. */
export const channel = z.strictObject({
  name: text,
  from: side,
  to: side,
  device,
  direction: z.enum(['forward', 'both']),
  productCertificate: z.string(),
  port,
  payloads: z.array(
    z.strictObject({
      exchange: words,
      schemas: z.array(z.string()),
      dataClass,
      style: z.enum(['message', 'file', 'request-response', 'stream']),
    }),
  ),
  maxDataClass: dataClass,
  checks: z.strictObject({
    antivirus: z.boolean(),
    dlp: z.boolean(),
    signature: z.boolean(),
    masking: z.boolean(),
  }),
  requestedBy: words,
  approvedBy: words,
  expires: date,
  returnChannel: words.optional(),
  messagesPerHour: z.number().min(0),
}) satisfies z.ZodType<ExchangeChannel>;

const routeEnd = z.strictObject({ network: words, component: words });

const route = z.strictObject({ from: routeEnd, via: z.array(words), to: routeEnd }) satisfies z.ZodType<Route>;

export const exchange = z.strictObject({
  name: text,
  payload: text,
  status: z.enum(['declared', 'intra-network', 'refused']),
  routes: z.array(route),
  basis: words,
  certainty,
}) satisfies z.ZodType<Exchange>;

export const channels = byId(channel);
export const exchanges = byId(exchange);
