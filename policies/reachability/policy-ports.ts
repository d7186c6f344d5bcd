import { allPorts, noPorts, type PortSetId, type PortSets, type Protocol, portRange, protocols } from './ports.ts';
import type { Problems } from './problem.ts';

/** A port named by a rule; which number it is, the destination pod says. */
export interface NamedPort {
  readonly protocol: Protocol;
  readonly name: string;
}

/** Ports of a rule: numbers as an exact set, names apart. */
export interface RulePorts {
  readonly fixed: PortSetId;
  readonly named: readonly NamedPort[];
}

const portFields = new Set(['port', 'endPort', 'protocol']);
/** RFC 6335 service name, as the API server validates named ports. */
const portName = /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/;

const everyPort: RulePorts = { fixed: allPorts, named: [] };

/** Reads the `ports` of rules. */
export class PolicyPortReader {
  readonly #problems: Problems;
  readonly #ports: PortSets;
  readonly #known = new Map<string, PortSetId>();

  constructor(problems: Problems, ports: PortSets) {
    this.#problems = problems;
    this.#ports = ports;
  }

  /** Absent or empty: all ports of all protocols. Items at fault are reported and grant nothing. */
  read(raw: unknown, path: string): RulePorts {
    if (raw === undefined || raw === null) return everyPort;
    if (!Array.isArray(raw)) {
      this.#problems.report(path, 'ports must be a list', 'Write a list of {protocol, port}.');
      return { fixed: noPorts, named: [] };
    }
    if (raw.length === 0) return everyPort;
    let fixed = noPorts;
    const named: NamedPort[] = [];
    raw.forEach((item, index) => {
      const read = this.#item(item, path, index);
      if (typeof read === 'number') fixed = this.#ports.union(fixed, read);
      else if (read) named.push(read);
    });
    return { fixed, named };
  }

  #item(raw: unknown, path: string, index: number): PortSetId | NamedPort | undefined {
    const at = (field = '') => `${path}[${index}]${field}`;
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
      return this.#fault(at(), 'a port must be an object', 'Write {protocol, port}.');
    }
    for (const field in raw) {
      if (!portFields.has(field))
        return this.#fault(at(`.${field}`), 'unknown field', 'Use protocol, port and endPort.');
    }
    const { port, endPort, protocol: given } = raw as Record<string, unknown>;
    const protocol = (given ?? 'TCP') as Protocol;
    if (!protocols.includes(protocol)) {
      return this.#fault(at('.protocol'), `unknown protocol ${JSON.stringify(given)}`, 'Use TCP, UDP or SCTP.');
    }
    const hasEnd = endPort !== undefined && endPort !== null;
    if (port === undefined || port === null) {
      if (hasEnd) return this.#fault(at('.endPort'), 'endPort without port', 'Name the first port as port.');
      return this.#range(protocol);
    }
    if (typeof port === 'string') {
      if (hasEnd) return this.#fault(at('.endPort'), 'endPort with a named port', 'Use a number as port.');
      if (!portName.test(port)) {
        return this.#fault(
          at('.port'),
          `${JSON.stringify(port)} is neither a number nor a port name`,
          'Write the number without quotes, or a name of at most 15 lower-case letters, digits and "-".',
        );
      }
      return { protocol, name: port };
    }
    if (!isPort(port)) return this.#fault(at('.port'), `${JSON.stringify(port)} is not a port`, 'Use 1 to 65535.');
    if (!hasEnd) return this.#range(protocol, port);
    if (!isPort(endPort) || endPort < port) {
      return this.#fault(
        at('.endPort'),
        `endPort ${JSON.stringify(endPort)} does not reach from port ${port} to at most 65535`,
        'Make endPort a number not below port.',
      );
    }
    return this.#range(protocol, port, endPort);
  }

  #range(protocol: Protocol, port?: number, endPort = port): PortSetId {
    const key = `${protocol} ${port} ${endPort}`;
    let id = this.#known.get(key);
    if (id === undefined) {
      id = this.#ports.of(portRange(protocol, port, endPort));
      this.#known.set(key, id);
    }
    return id;
  }

  #fault(path: string, fault: string, remedy: string): undefined {
    this.#problems.report(path, fault, remedy);
    return undefined;
  }
}

function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65535;
}
