/** Why bytes are not text that Kubernetes tools would read. */
export interface Undecodable {
  readonly fault: string;
  readonly remedy: string;
}

/**
 * Decodes a manifest. Kubernetes tools read UTF-8; a byte order mark of UTF-8 is dropped, any other encoding is named
 * and refused, since a wrong guess would change what is judged.
 */
export function decodeManifest(bytes: Uint8Array): { text: string } | Undecodable {
  const utf16 = utf16Order(bytes);
  if (utf16) return recode('UTF-16', utf16);
  const nul = bytes.indexOf(0);
  if (nul >= 0) {
    return {
      fault: `byte ${nul} is NUL`,
      remedy: 'Give text in UTF-8; UTF-16 without a mark and binary files hold NUL.',
    };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return recode('another encoding than UTF-8 (Latin-1 or GB18030, perhaps)', 'GB18030');
  }
}

function utf16Order([first, second]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return 'UTF-16LE';
  return first === 0xfe && second === 0xff ? 'UTF-16BE' : undefined;
}

function recode(found: string, from: string): Undecodable {
  return { fault: `it is in ${found}`, remedy: `Convert it, for example with "iconv -f ${from} -t UTF-8".` };
}
