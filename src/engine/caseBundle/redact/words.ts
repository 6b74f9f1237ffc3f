/**
 * Words that tell nobody apart: those of SMTP replies, of our own sentences, and names that every domain has. A local part or a host name that
 * is one of them is replaced where it stands in an address or a name, and left alone in a sentence. Pure data.
 */
const replies =
  'a able about accept accepted access account action active address addresses administrator again alias all allowed an and any are as ' +
  'at authentication bad be because been before blocked body bounce box busy but by bye can cannot check client closed closing code command ' +
  'completed connection contact content could data day days deferred delivered delivery denied disabled does domain down due end error ' +
  'exceeded exist exists expired failed failure few file final first follow for forbidden found from full go greylisted greylisting has have ' +
  'header hello helo host hour hours if in inactive incorrect insufficient internal invalid is it its just known large later length limit line list listed ' +
  'local log long lookup mail mailbox mailboxes many message messages minute minutes missing more moved must name names new next no not ' +
  'notification now number of ok okay on one only open or order other our out over page password path permanent please policy port ' +
  'possible problem protocol quota rate ready reason received recipient recipients reference refused reject rejected relay relaying remote ' +
  'report reputation required reset resources result retry return route same second seconds see send sender sending sent server service session ' +
  'size space spam start status storage storing such suspended syntax system temporarily temporary terms than that the their them then there this time timeout ' +
  'to today too transaction transfer transport tried try twice two unable unavailable unknown until up use user users valid verify verified via visit was way we ' +
  'when which while will with without word words work wrong you your';
const ours =
  'advice agreed alone arrival asked attempt attempts badmail bytes capture captured certificate command commands copy default delayed derived direct ' +
  'drop dropped dsn empty engine envelope event every example failing fate fingerprint folder given hand handed held hold hop kept lines ' +
  'localhost mailroot matches note octets once opportunistic person pickup picked pickup priority queue queued read reads relayed released removed requeued rule ' +
  'rules sees settings setting simulated simulator smart smtp subject tells told tls took waits';
const names =
  'abuse accounts admin api app auth automated backup billing bot bounces business careers cloud com company contact cron customer daemon demo dev ' +
  'email ftp gateway gw help helpdesk home hostmaster hotmail imap info inbound internal invalid jobs lan list lists local localdomain localhost mailer mx mx1 ' +
  'mx2 net news newsletter nobody noreply notifications ns office online orders org outbound outgoing pop postfix postmaster press prod ' +
  'relay reply root sales security shop smtp spam staging staff store support team test testing web webmaster welcome world www';

const ordinary: ReadonlySet<string> = new Set(`${replies} ${ours} ${names}`.split(' '));

/** `word` in lower case. */
export function isOrdinary(word: string): boolean {
  return ordinary.has(word) || word.length < 2 || /^\d+$/.test(word);
}
