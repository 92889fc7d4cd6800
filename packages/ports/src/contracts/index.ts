export { busContract } from './bus-contract.ts';
export type { BusHarness } from './bus-contract.ts';
export { channelContract } from './channel-contract.ts';
export type { ChannelHarness } from './channel-contract.ts';
export { clockContract } from './clock-contract.ts';
export type { ClockHarness } from './clock-contract.ts';
export { journalStoreContract } from './journal-store-contract.ts';
export type { JournalStoreHarness } from './journal-store-contract.ts';
export type { Runner } from './runner.ts';
