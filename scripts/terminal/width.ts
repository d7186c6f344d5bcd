import { cells } from '../commands/text-table.ts';

/** Characters between which a line may be broken: those of Chinese texts and their punctuation. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]/u;

/**
 * Breaks a text into lines of at most `width` columns: at spaces where there are any, between wide characters, and
 * within a word only where it alone is too long. Nothing is left out.
 */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of text.split(/(?<= )/u).flatMap(breakable)) {
    if (cells(line) + cells(piece.trimEnd()) > width && line !== '') {
      lines.push(line.trimEnd());
      line = '';
    }
    let rest = piece;
    while (cells(rest.trimEnd()) > width) {
      const head = headOf(rest, width);
      lines.push(head);
      rest = rest.slice(head.length);
    }
    line += rest;
  }
  return [...lines, line.trimEnd()];
}

/** A piece of text cut where a line may end: before and after each wide character. */
function breakable(piece: string): readonly string[] {
  return piece.match(new RegExp(`${wide.source}|[^${wide.source.slice(1, -1)}]+`, 'gu')) ?? [];
}

function headOf(text: string, width: number): string {
  let head = '';
  for (const character of text) {
    if (cells(head) + cells(character) > width) break;
    head += character;
  }
  return head || [...text][0]!;
}

/** A command to be copied: broken into lines it would be several, and wrong ones. */
const copied = /^\s*fadun [a-z]/;

/** Every line wrapped, with its own indentation kept on the lines that follow; commands of ours stay whole. */
export function wrapLines(lines: readonly string[], width: number): readonly string[] {
  return lines.flatMap((line) => {
    if (copied.test(line)) return [line];
    const indent = /^ */.exec(line)![0];
    const room = Math.max(20, width - indent.length);
    return wrapText(line.slice(indent.length), room).map((part) => indent + part);
  });
}
