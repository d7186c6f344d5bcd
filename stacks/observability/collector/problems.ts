import type { CollectorConfiguration, Pipeline } from './configuration.ts';
import { documentedFields, type Fields } from './documented-fields.ts';
import { collectorAddress } from './network-collector.ts';

type Kind = keyof typeof documentedFields;

/** Signals that a component takes, where it does not take all. */
const signals: Readonly<Record<string, readonly string[]>> = {
  'receivers prometheus': ['metrics'],
  'receivers filelog': ['logs'],
  'processors tail_sampling': ['traces'],
  'processors transform': ['logs'],
  'exporters loadbalancing': ['traces'],
  'exporters prometheus': ['metrics'],
  'exporters syslog': ['logs'],
};

/**
 * What is wrong with a collector's configuration: a field that its component does not document, a component that is named
 * and not defined or defined and not used, an order in which data would be lost or leave unredacted, an exporter that
 * leaves the network, and a channel without TLS.
 */
export function collectorProblems(configuration: CollectorConfiguration): string[] {
  return [
    ...fieldProblems(configuration),
    ...referenceProblems(configuration),
    ...Object.entries(configuration.service.pipelines).flatMap(([id, pipeline]) => orderProblems(id, pipeline!)),
    ...exporterProblems(configuration),
    ...storageProblems(configuration),
  ];
}

function componentsOf(configuration: CollectorConfiguration, kind: Kind): [string, Record<string, unknown>][] {
  return Object.entries(configuration[kind]) as [string, Record<string, unknown>][];
}

const kinds = Object.keys(documentedFields) as Kind[];

function typeOf(id: string): string {
  return id.split('/')[0]!;
}

function fieldProblems(configuration: CollectorConfiguration): string[] {
  return kinds.flatMap((kind) =>
    componentsOf(configuration, kind).flatMap(([id, settings]) => {
      const fields = documentedFields[kind][typeOf(id)];
      return fields
        ? undocumented(settings, fields, `${kind}.${id}`)
        : [`${kind}.${id}: no such component is documented`];
    }),
  );
}

function undocumented(settings: unknown, fields: Fields[string], path: string): string[] {
  if (fields === 'any') return [];
  if (fields === 'value') return isPlain(settings) ? [] : [`${path}: takes a plain value`];
  if ('each' in fields && (typeof fields.each === 'string' || Array.isArray(settings))) {
    const { each } = fields as { readonly each: Fields | 'value' };
    if (!Array.isArray(settings)) return [`${path}: takes a list`];
    return settings.flatMap((item, index) => undocumented(item, each, `${path}[${index}]`));
  }
  if (settings === null || typeof settings !== 'object' || Array.isArray(settings)) return [`${path}: takes fields`];
  return Object.entries(settings).flatMap(([name, value]) => {
    const field = (fields as Fields)[name];
    return field === undefined ? [`${path}.${name}: is not documented`] : undocumented(value, field, `${path}.${name}`);
  });
}

function isPlain(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function referenceProblems(configuration: CollectorConfiguration): string[] {
  const pipelines = Object.entries(configuration.service.pipelines) as [string, Pipeline][];
  const used: Record<Kind, readonly string[]> = {
    receivers: pipelines.flatMap(([, { receivers }]) => receivers),
    processors: pipelines.flatMap(([, { processors }]) => processors),
    exporters: pipelines.flatMap(([, { exporters }]) => exporters),
    extensions: configuration.service.extensions,
  };
  return [
    ...kinds.flatMap((kind) => {
      const defined = componentsOf(configuration, kind).map(([id]) => id);
      return [
        ...[...new Set(used[kind])]
          .filter((id) => !defined.includes(id))
          .map((id) => `${kind}.${id}: is used and not defined`),
        ...defined.filter((id) => !used[kind].includes(id)).map((id) => `${kind}.${id}: is defined and not used`),
      ];
    }),
    ...pipelines.flatMap(([id, pipeline]) =>
      (['receivers', 'processors', 'exporters'] as const).flatMap((kind) =>
        pipeline[kind]
          .filter((one) => !(signals[`${kind} ${typeOf(one)}`] ?? [typeOf(id)]).includes(typeOf(id)))
          .map((one) => `service.pipelines.${id}: ${one} takes no ${typeOf(id)}`),
      ),
    ),
  ];
}

/** Backpressure first; nothing goes on unredacted; batches are made of what is left. */
function orderProblems(id: string, { receivers, processors, exporters }: Pipeline): string[] {
  const path = `service.pipelines.${id}`;
  const batch = processors.indexOf('batch');
  return [
    ...(receivers.length === 0 || exporters.length === 0 ? [`${path}: leads from nowhere or to nowhere`] : []),
    ...(processors[0] === 'memory_limiter' ? [] : [`${path}: memory_limiter is not first`]),
    ...(processors.includes('redaction') ? [] : [`${path}: nothing is redacted`]),
    ...(batch >= 0 && batch !== processors.length - 1 ? [`${path}: batch is not last`] : []),
    ...(new Set(processors).size === processors.length ? [] : [`${path}: a processor is named twice`]),
  ];
}

/** Signals leave a network as the declared one-way summary only, and that goes through a channel, never from here. */
function exporterProblems(configuration: CollectorConfiguration): string[] {
  return componentsOf(configuration, 'exporters').flatMap(([id, settings]) => {
    const path = `exporters.${id}`;
    const listens = typeOf(id) === 'prometheus';
    const targets = [
      settings.endpoint,
      (settings.resolver as { dns?: { hostname?: unknown } } | undefined)?.dns?.hostname,
    ];
    const outside = targets.filter((target) => target !== undefined && !listens && !isInNetwork(String(target)));
    return [
      ...outside.map((target) => `${path}: ${target} is outside the network’s own cluster`),
      ...(JSON.stringify(settings).includes('"insecure') ? [`${path}: sends without TLS`] : []),
      ...(JSON.stringify(settings).includes('"tls"') ? [] : [`${path}: sends without TLS`]),
    ];
  });
}

function isInNetwork(target: string): boolean {
  const host = target.startsWith(collectorAddress) ? collectorAddress : target.replace(/:\d+$/, '');
  return host === collectorAddress || /^[a-z0-9-]+\.[a-z0-9-]+\.svc$/.test(host);
}

/** What keeps a queue or a position must be there, and start before what uses it. */
function storageProblems(configuration: CollectorConfiguration): string[] {
  const started = new Set(configuration.service.extensions);
  return [...componentsOf(configuration, 'receivers'), ...componentsOf(configuration, 'exporters')].flatMap(
    ([id, settings]) => {
      const { storage, sending_queue: queue } = settings as { storage?: string; sending_queue?: { storage?: string } };
      return [storage, queue?.storage]
        .filter((one) => one !== undefined && !started.has(one))
        .map((one) => `${id}: ${one} is not among service.extensions`);
    },
  );
}
