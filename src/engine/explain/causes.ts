/**
 * What is likely behind a trouble with the settings as they are: first what they show (a simulated host, a port that nobody named, a
 * domain that is not allowed), then what is usual for its category. Pure.
 */
import type { Problem } from '../mailroot/envelope';
import { domainOf } from '../message/address';
import { categories } from '../message/categories';
import type { Category } from '../message/categoryTitles';
import { governing, type Governing } from '../message/governing';
import { replyCategory } from '../message/replyCategory';
import type { ExplainSettings, HopWords } from './explanation';

export function causesOf(address: string, problem: Problem, settings: ExplainSettings): string[] {
  const domain = domainOf(address);
  const by = governing(domain, settings);
  const about = { domain, problem, settings, by };
  const since = changed(about);
  if (since.length > 0) return since;
  return [...new Set([...simulated(about), ...ofSettings(about), ...usual(problem)])];
}

export interface About {
  readonly domain: string;
  readonly problem: Problem;
  readonly settings: ExplainSettings;
  readonly by: Governing;
}

export function isSimulatedHost(name: string): boolean {
  return /(?:^|\.)sim\.test(?=$|[ :[])/i.test(name);
}

function simulated({ domain, problem, settings }: About): string[] {
  const host = problem.nextHop ?? domain;
  if (!settings['simulator.enabled'] || !isSimulatedHost(host)) return [];
  return ['The host is a simulated one, which fails on purpose (docs/simulator.md).'];
}

/** What was the trouble then is none now: it only has to be sent again. */
export function changed({ domain, problem, settings, by }: About): string[] {
  if (problem.category === 'no-route' && by.kind !== 'none')
    return [`The settings have changed since: now there is a way for ${domain} (${wayWords(by, settings)}).`];
  if (problem.category === 'not-allowed' && 'mayLeave' in by && by.mayLeave)
    return [`The settings have changed since: now mail for ${domain} may leave this machine.`];
  return [];
}

function ofSettings(about: About): string[] {
  const { problem, settings, by } = about;
  if (problem.category === 'loop' && problem.setting === 'mailroot.maxHopCount')
    return [`mailroot.maxHopCount allows ${settings.maxHopCount} Received headers.`];
  const say = bySetting[problem.category];
  return say === undefined || by.kind === 'none' || by.kind === 'local' ? [] : say(about);
}

const bySetting: Partial<Readonly<Record<Category, (about: About) => string[]>>> = {
  'not-allowed': ({ domain, settings: { allowedDomains } }) => {
    const now = allowedDomains.length === 0 ? 'empty' : allowedDomains.join(', ');
    return allowedDomains.includes(domain) ? [] : [`${domain} is not in mailroot.allowedDomains (now: ${now}).`];
  },
  dns: ({ domain, settings, by }) => [`The name comes from ${wayWords(by, settings)}; is it right for ${domain}?`],
  network: ({ settings, by }) => [...loopback(settings, by), ...silentPort(settings, by)],
  relay: ({ domain, settings, by }) => [
    `${wayWords(by, settings)} is the way for ${domain}; is that host responsible for it?`,
  ],
  tls: ({ settings, by }) => {
    const tls = policyOf(hopOf(settings, by));
    return tls === undefined ? [] : [`The policy "tls": "${tls}" comes from ${wayWords(by, settings)}.`];
  },
  auth: ({ settings, by }) => [`The host comes from ${wayWords(by, settings)}; credentials belong to it.`],
};

function loopback(settings: ExplainSettings, by: Governing): string[] {
  const host = hostOf(hopOf(settings, by));
  if (host === undefined || !/^(?:localhost|127\.|\[?::1)/i.test(host)) return [];
  return [`${wayWords(by, settings)} is on this machine: the program that should listen there is not running.`];
}

function silentPort(settings: ExplainSettings, by: Governing): string[] {
  if (by.kind === 'direct') return ['Mail exchangers are spoken to on port 25, which many providers block.'];
  const hop = hopOf(settings, by);
  if (hop === undefined || namesPort(hop)) return [];
  return [`${wayWords(by, settings)} names no port, so 25 was used, which many providers block.`];
}

/** Of several hosts in order, the first: it is the one that is meant. */
function hopOf(settings: ExplainSettings, by: Governing): HopWords | undefined {
  if (by.kind !== 'smart-host' && by.kind !== 'remote') return undefined;
  const hops = by.kind === 'remote' ? settings.remoteDomains[by.pattern] : settings.smartHost;
  return typeof hops === 'object' && 0 in hops ? hops[0] : (hops as HopWords | undefined);
}

function hostOf(hop: HopWords | undefined): string | undefined {
  return typeof hop === 'object' ? (hop.host ?? hop.hosts?.[0]) : hop;
}

function policyOf(hop: HopWords | undefined): string | undefined {
  if (typeof hop !== 'object') return undefined;
  return typeof hop.tls === 'object' ? hop.tls.policy : hop.tls;
}

function namesPort(hop: HopWords): boolean {
  return (typeof hop === 'object' && hop.port !== undefined) || /(?:^[^:]+|\]):\d+$/.test(hostOf(hop) ?? '');
}

/** `mailroot.smartHost "mx.test"`: the setting that says where it goes, and what it says. */
export function wayWords(by: Governing, settings: ExplainSettings): string {
  switch (by.kind) {
    case 'local':
      return `mailroot.localDomains "${by.pattern}"`;
    case 'remote':
    case 'smart-host': {
      const host = hostOf(hopOf(settings, by)) ?? '';
      return by.kind === 'remote'
        ? `mailroot.remoteDomains "${by.pattern}" ("${host}")`
        : `mailroot.smartHost "${host}"`;
    }
    case 'direct':
      return 'mailroot.directDelivery';
    case 'none':
      return 'no setting';
  }
}

/** What expired met something before: that is what its last reply was about. */
function usual({ category, reply, stage }: Problem): readonly string[] {
  if (category !== 'expired' || reply === undefined) return categories[category].causes;
  const before = categories[replyCategory(reply, stage)];
  return [`The last reply was about this: ${before.title}. ${before.meaning}`, ...before.causes];
}
