/** What the router gives to a page: the named parts of its address, decoded. */
export interface PageProps {
  readonly params: Readonly<Record<string, string>>;
}
