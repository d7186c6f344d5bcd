import { secretName } from './kinds.ts';

/** Takes text in arbitrary pieces; gives it back redacted, in whole lines. */
export interface RedactionStream {
  push(chunk: string): string;
  flush(): string;
}

/** Holds text back until its line is whole, so that no secret passes in two pieces. */
export function createStream(redactLine: (line: string) => string, longestLine: number): RedactionStream {
  let held = '';
  let overlong = 0;
  const block = blockState();

  const whole = (line: string): string => {
    if (overlong > 0) {
      const length = overlong + line.length;
      overlong = 0;
      return `[redacted:long-line of ${length} characters]`;
    }
    if (line.length > longestLine) return `[redacted:long-line of ${line.length} characters]`;
    return block(line, redactLine);
  };

  return {
    push: (chunk) => {
      const lines = (held + chunk).split('\n');
      held = lines.pop() ?? '';
      const out = lines.map((line) => `${whole(line)}\n`).join('');
      if (held.length > longestLine) {
        overlong += held.length;
        held = '';
      }
      return out;
    },
    flush: () => {
      const rest = held;
      held = '';
      return rest === '' && overlong === 0 ? '' : whole(rest);
    },
  };
}

/**
 * Secrets that span lines: PEM private keys, block scalars under a secret's name, and the `data` of Secrets as kubectl
 * prints them, where `data` stands before `kind`.
 */
function blockState(): (line: string, redactLine: (line: string) => string) => string {
  let inPrivateKey = false;
  let scalarIndent = -1;
  let dataIndent = -1;

  return (line, redactLine) => {
    if (inPrivateKey) {
      inPrivateKey = !/-----END [A-Z0-9 ]*PRIVATE KEY-----/.test(line);
      return '[redacted:private-key]';
    }
    const indent = line.search(/\S/);
    if (scalarIndent >= 0 && (indent > scalarIndent || indent < 0))
      return indent < 0 ? line : '[redacted:named-secret]';
    scalarIndent = -1;
    if (dataIndent >= 0 && indent >= 0 && indent <= dataIndent) dataIndent = -1;
    const member = /^\s*(?:- )?["']?([\w./-]{1,253})["']?:\s*(.*)$/.exec(line);
    if (dataIndent >= 0 && member && /^["']?[A-Za-z0-9+/]{4,}={0,2}["']?,?$/.test(member[2]!)) {
      return `${line.slice(0, line.length - member[2]!.length)}[redacted:secret-data]`;
    }
    if (member && /^(?:data|stringData|binaryData)$/.test(member[1]!) && /^\{?\s*$/.test(member[2]!))
      dataIndent = indent;
    // The words of an error may stand before it on its line.
    const scalar = /(?:^|[\s"'(])([\w./-]{1,253})["']?:\s*[|>][+-]?\d?\s*$/.exec(line);
    if (scalar && secretName.test(scalar[1]!)) {
      scalarIndent = indent;
      return scalar.index === 0 || line.slice(0, scalar.index).trim() === '' ? line : redactLine(line);
    }
    inPrivateKey = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----(?!.*-----END)/.test(line);
    return redactLine(line);
  };
}
