/**
 * The words by which hosts say what is wrong, first match first: the more special ahead of the more general ("SPF ... rejected" ahead
 * of "rejected"). Written from what the common mail systems and providers say, and held to a corpus of replies by its test. Pure data.
 */
import type { Category } from './categoryTitles';

export interface ReplyWords {
  readonly category: Category;
  /** Asked before any code, or only where the enhanced code is not exact. */
  readonly when: 'always' | 'where the code is not exact';
  /** Only in a reply that puts off (4yz): a refusal for good is never greylisting. */
  readonly onlyForNow?: true;
  /** Tried on the reply on one line, code and all. */
  readonly words: readonly RegExp[];
}

function always(category: Category, ...words: RegExp[]): ReplyWords {
  return { category, when: 'always', words };
}

function mostly(category: Category, ...words: RegExp[]): ReplyWords {
  return { category, when: 'where the code is not exact', words };
}

function onlyForNow(words: ReplyWords): ReplyWords {
  return { ...words, onlyForNow: true };
}

export const replyWords: readonly ReplyWords[] = [
  onlyForNow(always('greylisting', /gr[ea]y-?\s?list|first[- ]time sender|not seen (?:you|this sender) before/i)),
  always(
    'blocked',
    /spamhaus|spamcop|\bsorbs\b|barracuda(?:central|networks)|cloudmark|uceprotect|\brbls?\b|\bdnsbls?\b|\b(?:block|black|deny)[- ]?list(?:ed|ing)?\b/i,
  ),

  // Who sends: proof first, since its words ("rejected", "authentication", "policy") come back below.
  mostly(
    'sender-auth',
    /\bspf\b|\bdkim\b|\bdmarc\b|unauthenticated (?:e-?mail|mail|message)|required authentication level/i,
    /authentication (?:checks?|results?|information)|reverse[- ](?:dns|host ?name|lookup|name)|\b(?:f?cr|r)dns\b|\bptr\b/i,
    /(?:find|resolve|verify) your (?:reverse )?(?:host ?name|ip|address)|name lookup failed|mismatch\w* client|fully[- ]qualified host/i,
    /(?:helo|ehlo)(?: command)? .{0,30}(?:rejected|refused|invalid|not (?:valid|resolv))/i,
  ),
  mostly(
    'loop',
    /mail loop|loop(?:ing)? (?:detected|found)|too many (?:hops|received)|hop count|loops? back to|routing loop|points? to (?:local ?host|myself)/i,
  ),
  mostly(
    'rate-limit',
    /too many (?:\w+ ){0,3}(?:messages?|e-?mails?|mails?|connections?|recipients?|sessions?|errors|attempts)/i,
    /rate[- ]?limit|throttl|slow(?:ing)? down|frequency limit|\bexcessive\b.{0,30}rate|(?:at|unusual|exceed\w*) .{0,30}\brate\b|(?:too|more) (?:quickly|often|fast|frequent)/i,
    /(?:hourly|daily|sending|sender|outgoing|connection|concurrency|messages?|user) (?:\w+ ){0,2}(?:limit|quota)s?\b.{0,30}(?:exceed|reach|hit)/i,
    /exceed\w* (?:the |your |its )?(?:\w+ ){0,4}(?:number of|sending|send|connections?|recipients?|messages? per|e-?mails? per)|(?:reached|over|hit) .{0,20}(?:sending|connection|message|recipient) (?:limit|quota)/i,
    /unexpected volume|concurrent connection|simultaneous connection|max(?:imum)?[- ]?(?:defers|recipients|connections)/i,
  ),
  mostly(
    'relay',
    /relay(?:ing)?\b.{0,30}(?:denied|not (?:permitted|allowed|enabled)|prohibited|disallowed|refused|rejected)|(?:unable|not (?:permitted|allowed|able|configured)|won't|(?:do|does)(?: not|n't)) (?:to )?relay/i,
    /\brcpthosts\b|no relay|not (?:an? )?(?:open )?(?:relay|gateway)\b|not (?:hosted|handled|accepted|served|local)(?: by| on| at)? (?:here|this (?:host|server|system|machine))|don't (?:handle|host|accept mail for) (?:that|this) domain/i,
  ),
  mostly(
    'tls',
    /must issue a starttls|starttls (?:command )?(?:first|required|is required|needed)|requires? (?:the use of )?(?:tls|ssl|encrypt|starttls)/i,
    /(?:tls|ssl|encrypt(?:ion|ed)?)(?: \w+){0,3} (?:is )?(?:required|needed|mandatory)/i,
  ),
  mostly(
    'auth',
    /authenticat(?:e|ion) (?:is )?(?:first|required|needed|failed|failure|unsuccessful|rejected|error)|(?:must|need to|please|requires?|without) (?:be )?(?:smtp )?authenticat|not authenticated|not logged in|smtp[- ]auth/i,
    /(?:invalid|bad|wrong|incorrect|expired) (?:\w+ )?(?:login|credentials?|user ?name|password)|password (?:not accepted|incorrect|required|expired)|log ?in (?:denied|failed|required|via|with|first)|credentials|app(?:lication)?[- ](?:specific )?password/i,
  ),
  mostly(
    'size',
    /too (?:large|big|long) (?:message|mail|e-?mail)|(?:messages?|mails?|e-?mails?|content|attachments?|size|data)\b.{0,40}too (?:large|big|long|much)/i,
    /larger than|size.{0,30}exceed|exceed\w*.{0,60}\bsize|length exceed|maximum (?:allowed )?(?:message )?size/i,
  ),
  mostly('host-trouble', /insufficient (?:system )?(?:storage|resources?|memory|disk)|system resources/i),
  mostly(
    'mailbox-full',
    /(?:mail ?box|inbox|account|user|recipient|quota|folder)\b.{0,40}\bfull\b|over ?quota|quota.{0,30}(?:exceed|full|reached|violation)/i,
    /(?:over|exceed\w*|out of|beyond|reached) .{0,40}(?:quota|storage|disk space|mailbox (?:size )?limit)|(?:no|not enough|insufficient|out of) (?:more |mailbox |disk )*(?:room|space|storage)|storage (?:limit|allocation)/i,
  ),

  // The address at fault: the sender's words first, for "does not exist" is said of both.
  mostly(
    'sender',
    /sender(?:'s)? (?:\w+ ){0,3}(?:reject|refus|denied|invalid|unknown|not (?:allowed|exist|found|authori|permit|accept|verified|owned)|does(?: not|n't)|verif\w* (?:fail|error)|must)|(?:verify|validate|verif\w*) (?:the )?sender|sender verif/i,
    /(?:return|reverse)[- ]?path|envelope[- ](?:from|sender)|mail from\b.{0,40}(?:invalid|not (?:allowed|permitted|valid|verified|owned))|from (?:address|domain|header)\b.{0,40}(?:invalid|not (?:allowed|permitted|valid|verified|owned)|mismatch|does not match)|e-?mail address is not verified/i,
    /(?:send|sending|submit)\w* (?:mail )?(?:as|on behalf|from) (?:this|that|another|the (?:sender|address|user))|senddenied|sendasdenied/i,
  ),
  mostly(
    'unknown-user',
    /(?:user|recipient|mail ?box|address(?:ee)?|account|alias|person|local[- ]part|inbox)(?: name)?(?: is| was| has been)? (?:unknown|not (?:known|found|here|listed|available|active|valid|exist\w*|recogni\w+)|un(?:available|routable|routeable|deliverable|verified)|invalid|disabled|inactive|suspended|closed|deactivated|blocked|expired|deleted|removed)/i,
    /(?:unknown|invalid|no such|bad|nonexistent|non-existent|undeliverable|unrout(?:e)?able|inactive|disabled) (?:\w+[ :-]+){0,2}(?:user|recipient|mail ?box|address(?:ee)?|account|alias|person|local[- ]part)|no (?:mailbox|account|user|recipient|such (?:one|name))\b|recipientnotfound|recipnotfound/i,
  ),
  mostly(
    'dns',
    /(?:domain|host ?name|host)\b.{0,40}(?:not (?:found|exist|resolv\w+)|n't exist|unknown|does not accept|no mx)|unknown (?:host|domain)|null ?mx/i,
    /dns (?:error|fail|lookup|problem|type)|(?:no|lookup of) (?:valid )?mx|(?:unable|cannot|can't|could not) (?:to )?(?:resolve|route to)/i,
  ),
  mostly(
    'unknown-user',
    /(?:does|do)(?: not|n't) (?:exist|have an? (?:\S+ )?(?:account|mailbox))|(?:could not|couldn't|cannot|can't|can not|not) be (?:found|delivered to)|has moved|no longer (?:available|valid|active|works?|employed|accept\w*|in use|with|on)|not (?:our|a) (?:customer|user|valid (?:user|mailbox|recipient|address))|not a known (?:user|recipient)|mail ?box (?:unavailable|not found)/i,
  ),

  // The message at fault, as far as its form is named; what a filter makes of it comes behind the sending host.
  mostly(
    'content',
    /content\b.{0,30}(?:reject|refus|denied|not accept|restrict|filter|block|policy)|(?:reject|refus|block)\w*.{0,30}\bcontent|attachment|executable|message filtered/i,
    /(?:this|the|your) (?:message|e-?mail|mail)\b.{0,60}(?:unsolicited|spam|virus|malware|phish)/i,
    /(?:header|headers|subject|date field|message-id)\b.{0,40}(?:miss|invalid|malform|duplicat|multiple|not (?:valid|rfc|compliant|present|accept\w*)|required|syntax|error)|(?:missing|invalid|malformed|duplicate|multiple|no) .{0,20}(?:headers?|from:|date:|message-id)/i,
    /bare (?:lf|cr|line ?feed)|line (?:is |was )?too long|lines? longer|rfc ?-?(?:2822|5322|822)|8-?bit(?!mime)|smtputf8|non-ascii|\bmime\b/i,
  ),
  mostly(
    'blocked',
    /reputation|\bbanned\b|\bblocked\b.{0,10}(?:using|by|for|due|because|see)|(?:been|is|was|temporarily|currently) (?:blocked|listed)/i,
    /(?:\bip\b|host|server|network|client|connections?)\b.{0,50}\b(?:block\w*|reject\w*|listed|ban\w*|denied)|dynamic(?:ally)? (?:ip|assigned)|dial-?up|residential|open (?:relay|proxy)/i,
  ),
  mostly('content', /spam|\bvirus|malware|phish|unsolicited|\bjunk\b|fraud|suspicious|looks like/i),
  mostly('unknown-user', /(?:recipient|address) (?:address )?(?:rejected|refused)/i),
  mostly(
    'policy',
    /polic(?:y|ies)|administrativ|prohibit|forbidden|not (?:authori[sz]ed|permitted|allowed)|(?:access|permission|delivery) (?:denied|refused)|restrict|transport ?rule|moderat/i,
    /rejected by (?:the |this )?(?:recipient|organi[sz]ation|rule|user|administrator)|due to .{0,20}rule/i,
  ),

  mostly(
    'network',
    /time[d ]?-?\s?out|idle too long|connection (?:lost|dropped|reset|refused|closed)|(?:can(?:not|'t)|could not|unable to) (?:connect|contact|reach)/i,
  ),
  // Greylisters that do not say so: what they say comes with codes for policy.
  onlyForNow(
    mostly(
      'greylisting',
      /(?:try|retry|come|back) (?:again |back )?(?:later )?(?:in|after) \d+|deferr?(?:ed|ing)? (?:new|unknown)|^45[01] 4\.7\.[01] .*(?:again|later)/i,
    ),
  ),
  mostly(
    'host-trouble',
    /(?:service|server|system|host|resources?)\b.{0,30}(?:unavailable|not available|busy|overload|down\b|not ready)|not (?:currently )?accepting|maintenance|(?:disk|queue|spool) (?:is )?full|\bload\b|shutting down|\bbusy\b|\blocked\b|out of memory|misconfig/i,
    /(?:system|local|internal|config\w*|temporary|lookup|database|server|write|processing|queue file write) (?:\w+ )?(?:error|problem|failure|fault)/i,
  ),
  mostly(
    'protocol',
    /syntax|unrecogni[sz]ed|bad sequence|(?:command|parameter|argument|keyword|option|verb)s?\b.{0,30}(?:not|un|invalid|reject)|(?:unknown|invalid|unsupported|bad|unexpected) (?:command|parameter|argument|option|verb|sequence)/i,
    /not (?:implemented|supported)|protocol (?:error|violation)|pipelin|say (?:helo|ehlo)|need (?:mail|rcpt|helo)/i,
  ),
  onlyForNow(mostly('host-trouble', /try again|later|temporar/i)),
];
