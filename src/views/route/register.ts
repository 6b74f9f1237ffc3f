/** The way to the page that says where mail would go: it is loaded with the first question. */
import type * as Panel from './panel';

export function registerRoute(
  parts: Panel.RouteParts,
  load: () => Promise<typeof Panel>,
): (asked: Panel.Asked) => Promise<void> {
  let panel: Promise<ReturnType<typeof Panel.routePanel>> | undefined;
  return async (asked) => {
    panel ??= load().then(({ routePanel }) => routePanel(parts));
    (await panel).show(asked);
  };
}
