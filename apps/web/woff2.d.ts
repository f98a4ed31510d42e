declare module "*.woff2" {
  /** Where it is served. */
  const address: string;
  export default address;
}
