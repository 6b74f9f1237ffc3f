/**
 * The table of commands: one name in the manifest, one function. A manifest test keeps both equal. The entry of the bundle that is loaded
 * with the first command.
 */
import { adoptMail } from './adoptMail';
import { openCaseBundle, saveCaseBundle } from './caseBundle';
import type { Command } from './command';
import {
  selectForCompare,
  compareWithSelected,
  compareSelected,
  compareEverything,
  compareMeaning,
  compareWithSnapshot,
  saveAsSnapshot,
} from './compareMessages';
import {
  copyCertificatePath,
  copySmtpSettings,
  openLog,
  restartEngine,
  showActions,
  startEngine,
  stopEngine,
} from './engine';
import { createFolder, newMessage, selectFolder } from './folder';
import {
  deleteMessage,
  emptyFolder,
  openMessage,
  putBack,
  retryAll,
  retryNow,
  saveCopy,
  sendMessageAgain,
  showTranscript,
} from './messages';
import type { CommandName } from './names';
import { openPreview } from './openPreview';
import { showStory } from './showStory';
import { editAndSendAgain } from './editMessage';
import {
  advanceAllClocks,
  advanceClock,
  changePriority,
  expireNow,
  holdMessage,
  releaseMessage,
  removeFromQueue,
} from './steering';
import { requeueMessage } from './requeueing';
import { forgetSecret, storeSecret } from './secrets';
import { sendCurrentFile } from './sendCurrentFile';
import { sendFolder, sendNTimes, sendTo, sendWithVariables } from './sendMany';
import { showCounters } from './showCounters';
import { whereWouldThisGo } from './whereWouldThisGo';

/** By the name behind `mailroot.`. */
export const allCommands: Readonly<Record<CommandName, Command>> = {
  createFolder,
  selectFolder,
  newMessage,
  sendCurrentFile,
  sendWithVariables,
  sendTo,
  sendNTimes,
  sendFolder,
  adoptMail,
  sendAgain: sendMessageAgain,
  retryNow,
  retryAll,
  holdMessage,
  releaseMessage,
  expireNow,
  removeFromQueue,
  requeueMessage,
  editAndSendAgain,
  changePriority,
  advanceClock,
  advanceAllClocks,
  putBackInPickup: putBack,
  openMessage,
  showStory,
  openPreview,
  selectForCompare,
  compareWithSelected,
  compareSelected,
  compareEverything,
  compareMeaning,
  compareWithSnapshot,
  saveAsSnapshot,
  showTranscript,
  saveCopy,
  saveCaseBundle,
  openCaseBundle,
  deleteMessage,
  emptyFolder,
  // A view's menu tells no argument: each view has its own.
  emptyPickup: (context) => emptyFolder(context, 'Pickup'),
  emptyQueue: (context) => emptyFolder(context, 'Queue'),
  emptyBadMail: (context) => emptyFolder(context, 'BadMail'),
  emptyDrop: (context) => emptyFolder(context, 'Drop'),
  emptySent: (context) => emptyFolder(context, 'Sent'),
  startEngine,
  stopEngine,
  restartEngine,
  showCounters,
  whereWouldThisGo,
  storeSecret,
  forgetSecret,
  openLog,
  copySmtpSettings,
  copyCertificatePath,
  showActions,
};
