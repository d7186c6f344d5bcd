/**
 * Reads OTLP protobuf (opentelemetry-proto 1.x, `trace/v1`, `metrics/v1`, `common/v1`): an own reader, so that the
 * exporter's encoder is not checked by its own decoder.
 */

/** Field number → name and how its bytes are read. `*` marks a repeated field. */
interface Message {
  readonly [field: number]: readonly [name: string, type: FieldType | Message, repeated?: '*'];
}

type FieldType = 'text' | 'hex' | 'varint' | 'fixed64' | 'double' | 'doubles' | 'fixed64s' | 'sfixed64';

const anyValue: Message = {
  1: ['stringValue', 'text'],
  2: ['boolValue', 'varint'],
  3: ['intValue', 'varint'],
  4: ['doubleValue', 'double'],
};
const keyValue: Message = { 1: ['key', 'text'], 2: ['value', anyValue] };
const resource: Message = { 1: ['attributes', keyValue, '*'] };
const scope: Message = { 1: ['name', 'text'], 2: ['version', 'text'] };
const span: Message = {
  1: ['traceId', 'hex'],
  2: ['spanId', 'hex'],
  4: ['parentSpanId', 'hex'],
  5: ['name', 'text'],
  6: ['kind', 'varint'],
  7: ['startTimeUnixNano', 'fixed64'],
  8: ['endTimeUnixNano', 'fixed64'],
  9: ['attributes', keyValue, '*'],
  11: ['events', { 2: ['name', 'text'] }, '*'],
  15: ['status', { 2: ['message', 'text'], 3: ['code', 'varint'] }],
};
const numberPoint: Message = {
  4: ['asDouble', 'double'],
  6: ['asInt', 'sfixed64'],
  7: ['attributes', keyValue, '*'],
};
const histogramPoint: Message = {
  4: ['count', 'fixed64'],
  5: ['sum', 'double'],
  6: ['bucketCounts', 'fixed64s'],
  7: ['explicitBounds', 'doubles'],
  9: ['attributes', keyValue, '*'],
};
const metric: Message = {
  1: ['name', 'text'],
  2: ['description', 'text'],
  3: ['unit', 'text'],
  5: ['gauge', { 1: ['dataPoints', numberPoint, '*'] }],
  7: ['sum', { 1: ['dataPoints', numberPoint, '*'] }],
  9: ['histogram', { 1: ['dataPoints', histogramPoint, '*'] }],
};

/** `ExportTraceServiceRequest`. */
export const traceRequest: Message = {
  1: [
    'resourceSpans',
    { 1: ['resource', resource], 2: ['scopeSpans', { 1: ['scope', scope], 2: ['spans', span, '*'] }, '*'] },
    '*',
  ],
};

/** `ExportMetricsServiceRequest`. */
export const metricsRequest: Message = {
  1: [
    'resourceMetrics',
    { 1: ['resource', resource], 2: ['scopeMetrics', { 1: ['scope', scope], 2: ['metrics', metric, '*'] }, '*'] },
    '*',
  ],
};

/** Reads a message; the result has the member names of OTLP's JSON encoding. */
export function readMessage(bytes: Buffer, message: Message): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  let at = 0;
  const varint = (): bigint => {
    let [value, shift] = [0n, 0n];
    for (;;) {
      const byte = bytes[at++]!;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
      shift += 7n;
    }
  };
  const take = (length: number): Buffer => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const [number, wire] = [tag >> 3, tag & 7];
    const start = at;
    let content: Buffer | bigint;
    if (wire === 0) content = varint();
    else if (wire === 1) content = take(8);
    else if (wire === 5) content = take(4);
    else if (wire === 2) content = take(Number(varint()));
    else throw new Error(`wire type ${wire} at byte ${start}`);
    const field = message[number];
    if (!field) continue;
    const [name, type, repeated] = field;
    const value = fieldOf(content, type);
    if (repeated) read[name] = [...((read[name] as unknown[]) ?? []), value];
    else read[name] = value;
  }
  return read;
}

function fieldOf(content: Buffer | bigint, type: FieldType | Message): unknown {
  if (typeof content === 'bigint') return Number(content);
  if (typeof type === 'object') return readMessage(content, type);
  const eights = <T>(read: (at: number) => T) =>
    Array.from({ length: content.length / 8 }, (_, index) => read(index * 8));
  switch (type) {
    case 'text':
      return content.toString('utf8');
    case 'hex':
      return content.toString('hex');
    case 'double':
      return content.readDoubleLE();
    case 'fixed64':
      return Number(content.readBigUInt64LE());
    case 'sfixed64':
      return Number(content.readBigInt64LE());
    case 'doubles':
      return eights((at) => content.readDoubleLE(at));
    case 'fixed64s':
      return eights((at) => Number(content.readBigUInt64LE(at)));
    case 'varint':
      throw new Error('a varint field came as bytes');
    default:
      return type satisfies never;
  }
}
