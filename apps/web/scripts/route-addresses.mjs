// A loader for `contract/routes.ts`. In the browser a route is its method and its address; the schemas of all routes, and
// the library behind them, would be a fifth of what a page loads.
export default async function routeAddresses() {
  const { routes } = await import(this.resourcePath);
  const addresses = Object.fromEntries(
    Object.entries(routes).map(([name, { method, path }]) => [name, { method, path }]),
  );
  return `export const routes = ${JSON.stringify(addresses)};`;
}
