/** The Content-ID behind `cid:` in a URL: percent-encoded (RFC 2392). What is not well encoded is taken as it stands. Pure. */
export function percentDecoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}
