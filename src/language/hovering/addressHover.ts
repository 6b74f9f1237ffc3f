/** An address in its parts: decoded name, local part, domain in both forms of IDNA, and what the simulator does with it. Pure. */
import { domainToASCII, domainToUnicode } from 'node:url';
import { decodeWords } from '../../engine/message/encodedWord';
import { simulatedHost } from '../../engine/simulator/addresses';
import { readAddresses, type Address } from '../model/addresses';
import { unfolded } from '../model/fields';
import { cut, touches, type Span } from '../model/span';
import { markdown, said, type Block, type Hover } from './hover';

export function addressHover(text: string, value: Span, offset: number): Hover | undefined {
  const box = readAddresses(text, value).find((each) => touches(each, offset));
  if (box === undefined) return undefined;
  const blocks = [...nameBlocks(text, box), ...partBlocks(text, box)];
  const { start, end } = box;
  if (box.domain === undefined || box.problem !== undefined) return { start, end, blocks };
  const does = simulatedHost(box.text);
  const simulator = does === undefined ? [] : [markdown(`A simulated host on this machine: it ${does}.`)];
  return { start, end, blocks: [...blocks, ...simulator], address: box.text };
}

function nameBlocks(text: string, { name }: Address): Block[] {
  if (name === undefined) return [];
  const written = unfolded(text, name).replace(/^"(.*)"$/s, '$1');
  return [said('Name', decodeWords(written.replace(/\\(.)/g, '$1')))];
}

function partBlocks(text: string, { local, domain }: Address): Block[] {
  const blocks = [said('Local part', cut(text, local))];
  if (domain === undefined)
    return [...blocks, markdown('No domain: `mailroot.defaultDomain` is put behind it in the envelope.')];
  const written = cut(text, domain);
  blocks.push(said('Domain', written));
  if (written.startsWith('['))
    return [...blocks, markdown('An address literal: no MX is looked up (RFC 5321 §4.1.3).')];
  const ascii = domainToASCII(written);
  const unicode = domainToUnicode(written);
  if (ascii === '') return [...blocks, markdown('IDNA knows no form of this domain for the wire (RFC 5891).')];
  if (ascii.toLowerCase() !== written.toLowerCase()) return [...blocks, said('On the wire (IDNA)', ascii)];
  return unicode.toLowerCase() === written.toLowerCase() ? blocks : [...blocks, said('Read as (IDNA)', unicode)];
}
