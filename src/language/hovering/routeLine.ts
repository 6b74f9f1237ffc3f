/** Where mail to an address would go, in a line for its hover: the answer of a dry run. Pure; no name is looked up for a hover. */
import { routeSections } from '../../engine/explain/routeText';
import type { RouteAnswer, RouteQuestion } from '../../engine/routeAnswer';
import { said, type Block } from './hover';

export function routeQuestion(address: string): RouteQuestion {
  return { recipients: [address], names: 'leave' };
}

export function routeBlocks(answer: RouteAnswer): Block[] {
  const [section] = routeSections(answer);
  if (section === undefined) return [];
  const [host] = section.hosts;
  const facts = [
    ...section.facts.filter(([name]) => name === 'Why' || name === 'Policy'),
    ...(host?.facts.filter(([name]) => name === 'TLS') ?? []),
  ];
  return [
    said(section.goes ? 'Route' : 'No route', section.headline),
    ...facts.map(([name, value]) => said(name, value)),
    ...answer.obstacles.map(({ text }) => said('Before that', text)),
  ];
}
