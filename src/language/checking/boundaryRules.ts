/** Rules on boundaries: declared, opened, closed, spelt as declared, used once. */
import { lineContent } from '../model/fields';
import type { Boundary, Message, Part } from '../model/part';
import { ancestors } from '../model/place';
import type { Span } from '../model/span';
import { lineEndOf } from '../model/lineEndOf';
import { edits, type Facts, type Finding, type Rule } from './rule';

export const boundaryRules: readonly Rule[] = [
  {
    code: 'boundary-missing',
    severity: 'error',
    meaning: 'A multipart without a boundary parameter has no parts: readers show its source, or nothing.',
    remedy: 'names the boundary that the body uses',
    check: boundariesMissing,
  },
  {
    code: 'boundary-never-opened',
    severity: 'error',
    meaning: 'No line of the body is `--` and the boundary: the multipart has no parts, and readers show nothing.',
    remedy: 'names the boundary that the body uses',
    check: neverOpened,
  },
  {
    code: 'boundary-not-closed',
    severity: 'warning',
    meaning:
      'The last delimiter of a multipart is `--boundary--`. Without it a reader cannot know whether the end is missing.',
    remedy: 'adds it',
    check: notClosed,
  },
  {
    code: 'boundary-mistyped',
    severity: 'warning',
    meaning: 'A line that nearly is a delimiter: what stands below it belongs to the part above.',
    remedy: 'writes the boundary as it is declared',
    check: mistyped,
  },
  {
    code: 'boundary-reused',
    severity: 'warning',
    meaning:
      "A multipart has the boundary of one around it (RFC 2046 §5.1.2): which of them a delimiter ends is anybody's guess.",
    remedy: '',
    check: reused,
  },
  {
    code: 'bad-boundary',
    severity: 'warning',
    meaning:
      "A boundary has at most 70 characters out of letters, digits and '()+_,-./:=? and blanks, the last of them no blank (RFC 2046 §5.1.1).",
    remedy: '',
    check: badBoundaries,
  },
];

function boundariesMissing({ message }: Facts): Finding[] {
  const bare = message.parts.filter(({ kind, type }) => kind === 'leaf' && type.word.startsWith('multipart/'));
  return bare
    .filter(({ type }) => !type.parameters.some(({ name, value }) => name === 'boundary' && value !== ''))
    .map((part) => {
      const used = likelyBoundary(message.text, part.body);
      const end = part.type.wordSpan.end;
      const name =
        used === undefined ? undefined : edits('Name the Boundary', { start: end, end, text: `; boundary="${used}"` });
      return {
        ...part.type.wordSpan,
        text: 'A multipart without a boundary has no parts.',
        ...(name !== undefined && { fix: name }),
      };
    });
}

/** The first line of a body that could be a delimiter. */
function likelyBoundary(text: string, { start, end }: Span): string | undefined {
  const body = text.slice(start, Math.min(end, start + 65_536));
  return /^--([0-9A-Za-z'()+_,./:=?-](?:[0-9A-Za-z'()+_,./:=? -]{0,68}[0-9A-Za-z'()+_,./:=?-])?)[ \t]*\r?$/m.exec(
    body,
  )?.[1];
}

function neverOpened({ message }: Facts): Finding[] {
  return multiparts(message).flatMap(({ part, boundary }) => {
    if (boundary.delimiters.length > 0) return [];
    const used = likelyBoundary(message.text, part.body);
    const { valueSpan, quoted } = boundary.declared;
    const name =
      used === undefined
        ? undefined
        : edits('Name the Boundary That Is Used', { ...valueSpan, text: quoted ? used : `"${used}"` });
    return [
      {
        ...valueSpan,
        text: `No line is --${boundary.value}: the multipart has no parts.`,
        ...(name !== undefined && { fix: name }),
      },
    ];
  });
}

function multiparts({ parts }: Message): { readonly part: Part; readonly boundary: Boundary }[] {
  return parts.flatMap((part) => (part.boundary === undefined ? [] : [{ part, boundary: part.boundary }]));
}

function notClosed({ message }: Facts): Finding[] {
  const open = multiparts(message).filter(({ boundary }) => !boundary.closed && boundary.delimiters.length > 0);
  return open.map(({ part, boundary }) => {
    const end = part.body.end;
    const eol = lineEndOf(message);
    const ended = message.text[end - 1] === '\n';
    const close = `${ended ? '' : eol}--${boundary.value}--${end === message.text.length ? eol : ''}`;
    const fix = edits('Add the Closing Delimiter', { start: end, end, text: close });
    return { ...boundary.declared.valueSpan, text: `The closing delimiter --${boundary.value}-- is missing.`, fix };
  });
}

function mistyped({ message }: Facts): Finding[] {
  const { text, root, parts } = message;
  if (root.kind === 'leaf') return [];
  return parts
    .filter(({ kind }) => kind === 'leaf')
    .flatMap((part) => {
      const open = ancestors(root, part).flatMap(({ boundary }) => boundary?.value ?? []);
      return open.length === 0 ? [] : nearDelimiters(text, part.body, open);
    });
}

function nearDelimiters(text: string, { start, end }: Span, open: readonly string[]): Finding[] {
  const found: Finding[] = [];
  for (
    let at = text.startsWith('--', start) ? start : text.indexOf('\n--', start) + 1;
    at > 0 && at < end;
    at = text.indexOf('\n--', at) + 1
  ) {
    const line = lineContent(text, at);
    const written = text.slice(line.start, Math.min(line.end, line.start + 200));
    const meant = open.find((value) => bare(written) === bare(value) && bare(value) !== '');
    if (meant === undefined) continue;
    const right = `--${meant}${/--\s*$/.test(written) && !meant.endsWith('--') ? '--' : ''}`;
    found.push({
      ...line,
      text: `Is this meant to be ${right}? As it stands it is text.`,
      fix: edits('Write the Boundary', { ...line, text: right }),
    });
  }
  return found;
}

/** What people get right: the letters and digits. */
function bare(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function reused({ message }: Facts): Finding[] {
  return multiparts(message).flatMap(({ part, boundary }) => {
    const outer = ancestors(message.root, part).find((each) => each.boundary?.value === boundary.value)?.boundary;
    if (outer === undefined) return [];
    const related = { ...outer.declared.valueSpan, text: 'The multipart around it' };
    return [{ ...boundary.declared.valueSpan, text: 'A multipart around this one has the same boundary.', related }];
  });
}

function badBoundaries({ message }: Facts): Finding[] {
  const legal = /^[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]$/;
  return multiparts(message)
    .filter(({ boundary }) => !legal.test(boundary.declared.value) && !boundary.value.includes('${'))
    .map(({ boundary }) => ({
      ...boundary.declared.valueSpan,
      text: 'A boundary has at most 70 letters, digits and some signs, and no blank at its end.',
    }));
}
