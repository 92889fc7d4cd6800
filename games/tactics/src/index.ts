export * from './balance.ts';
export * from './classes.ts';
export * from './scenarios.ts';
export * from './state.ts';
export * from './rules.ts';
export * from './sheet.ts';
