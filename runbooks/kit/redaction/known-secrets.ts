/** Every spelling in which a secret value may turn up: plain, by line, base64 at any alignment, URL- and JSON-escaped. */
export function spellings(secrets: readonly string[]): readonly string[] {
  const all = secrets
    .filter((secret) => secret.length >= 4)
    .flatMap((secret) => [
      ...secret.split('\n').filter((line) => line.length >= 4),
      ...base64Cores(secret),
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
    ]);
  return [...new Set(all)].sort((left, right) => right.length - left.length);
}

/** The part of a secret's base64 that does not depend on what stands before or behind it, for each alignment. */
function base64Cores(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2]
    .map((shift) => {
      const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
      const start = shift === 0 ? 0 : shift + 1;
      const end = Math.floor(((shift + bytes.length) * 8) / 6);
      return encoded.slice(start, end);
    })
    .filter((core) => core.length >= 6);
}

/** Replaces the spellings, longest first. */
export function hideKnown(text: string, known: readonly string[]): string {
  return known.reduce((rest, secret) => rest.replaceAll(secret, '[redacted:known-secret]'), text);
}
