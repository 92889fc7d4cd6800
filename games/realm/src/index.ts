export * from './world/factions.ts';
