import {
  type CelValue as BufCelValue,
  type CelFunc,
  CelScalar,
  celEnv,
  celFunc,
  celMethod,
  isCelError,
  isCelList,
  isCelMap,
  isCelUint,
  parse,
  plan,
} from '@bufbuild/cel';
import { library } from '../../../policies/cel/library/index.ts';
import { Cidr, IpAddress, parseCidr, parseIp } from '../../../policies/cel/library/ip.ts';
import { parseQuantity, Quantity } from '../../../policies/cel/library/quantity.ts';
import {
  CelDouble,
  CelFailure,
  CelUint,
  type CelValue,
  double,
  int,
  isMap,
  mapGet,
  mapKeys,
} from '../../../policies/cel/values.ts';

/**
 * The interpreter of @bufbuild/cel over the same values and the Kubernetes functions: what the compiler is compared with.
 * Kubernetes types travel through it as maps of one reserved key, since it admits no types of others.
 */
const reserved = '(opaque)';

/** Functions that the interpreter has itself. */
const builtIn = new Set([
  'size',
  'string',
  'int',
  'uint',
  'double',
  'bool',
  'bytes',
  'dyn',
  'type',
  'contains',
  'startsWith',
  'endsWith',
  'matches',
  'duration',
  'timestamp',
]);

const { DYN } = CelScalar;

function toInterpreter(value: CelValue): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (value instanceof CelDouble) return value.value;
  if (Array.isArray(value)) return value.map(toInterpreter);
  if (value instanceof Quantity) return new Map([[reserved, `quantity ${value.nano}n`]]);
  if (value instanceof IpAddress) return new Map([[reserved, `ip ${value}`]]);
  if (value instanceof Cidr) return new Map([[reserved, `cidr ${value}`]]);
  if (isMap(value))
    return new Map(mapKeys(value).map((key) => [toInterpreter(key), toInterpreter(mapGet(value, key))]));
  return value;
}

function opaque(text: string): CelValue {
  const [type, written = ''] = text.split(' ');
  if (type === 'ip') return parseIp(written);
  return type === 'cidr' ? parseCidr(written) : parseQuantity(written);
}

/** A value of the interpreter as the compiler has it. */
export function fromInterpreter(value: unknown): CelValue {
  if (typeof value === 'bigint') return int(value);
  if (typeof value === 'number') return double(value);
  if (isCelUint(value)) return new CelUint((value as { value: bigint }).value);
  if (isCelList(value)) return [...value].map(fromInterpreter);
  if (isCelMap(value)) {
    const entries = [...value.entries()].map(([key, one]): [CelValue, CelValue] => [
      fromInterpreter(key),
      fromInterpreter(one),
    ]);
    return entries.length === 1 && entries[0]![0] === reserved ? opaque(String(entries[0]![1])) : new Map(entries);
  }
  return value;
}

function bridged(): CelFunc[] {
  return library
    .filter(({ name }) => !builtIn.has(name))
    .flatMap(({ name, method, least, most, run }) =>
      Array.from({ length: most - least + 1 }, (_, more) => {
        const call = (...args: unknown[]) => {
          try {
            return toInterpreter(run(...args.map(fromInterpreter))) as BufCelValue;
          } catch (failure) {
            throw new Error(failure instanceof CelFailure ? failure.message : String(failure));
          }
        };
        const count = least + more;
        if (!method) return celFunc(name, Array(count).fill(DYN), DYN, call);
        return celMethod(name, DYN, Array(count - 1).fill(DYN), DYN, function (this: unknown, ...args: unknown[]) {
          return call(this, ...args);
        });
      }),
    );
}

const environment = celEnv({ funcs: bridged() });

/** Value of an expression by the interpreter, as the compiler has values, or the failure it ends in. */
export function interpret(source: string, variables: Readonly<Record<string, CelValue>>): CelValue | CelFailure {
  const bindings = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, toInterpreter(value)]));
  const result = plan(environment, parse(source))(bindings as never);
  return isCelError(result) ? new CelFailure(result.message) : fromInterpreter(result);
}
