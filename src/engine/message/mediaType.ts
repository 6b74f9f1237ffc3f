/** Whether a media type, in lower case, is that of a whole message (RFC 2046 §5.2.1, RFC 6532 §3.7; news is its older name on Usenet). Pure. */
export function isMessageType(type: string): boolean {
  return /^message\/(?:rfc822|global|news)$/.test(type);
}
