/** `mailroot stats`: what the engine has counted since it started, under IIS's names, as JSON, or for Prometheus. Needs an engine: it counts. */
import { counterRows, countersByIisName, prometheusText } from '../engine/counters';
import { needEngine } from './engine';
import { exit } from './exit';
import { findMailRoot } from './findMailRoot';
import { columns, say, sayJson } from './terminal';
import { defineVerb, jsonOption, rootOption, usage } from './verb';

export const stats = defineVerb({
  name: 'stats',
  takes: '',
  summary: 'What the engine has counted since it started',
  details: ["Under the names of IIS's performance counters, or for Prometheus."],
  options: {
    root: rootOption,
    prometheus: { type: 'boolean', help: "in Prometheus's text format" },
    json: jsonOption,
  },
  async run({ values }) {
    if (values.json === true && values.prometheus === true) throw usage('stats', 'choose --json or --prometheus');
    const engine = await needEngine(findMailRoot(values), 'nothing is counted');
    try {
      const counters = await engine.request('stats', null);
      if (values.json === true) sayJson(countersByIisName(counters));
      else if (values.prometheus === true) say(prometheusText(counters).trimEnd());
      else columns(counterRows(counters)).forEach((line) => say(line));
      return exit.ok;
    } finally {
      engine.close();
    }
  },
});
