/** The checks by name: what the worker of the preview turns to when the first of them is opened. */
import { accessibility } from './accessibility';
import { clients } from './clients';
import type { Mail } from '../mail/mail';
import { reportPage, type CheckAnswer } from './reportPage';
import { links } from './links';
import type { CheckName } from './names';
import type { Report } from './report';
import { weight } from './weight';

type Check = (mail: Mail) => Report | Promise<Report>;

const all: Readonly<Record<CheckName, Check>> = { clients, links, weight, accessibility };

export async function checked(name: CheckName, mail: Mail): Promise<CheckAnswer> {
  return reportPage(name, await all[name](mail));
}
