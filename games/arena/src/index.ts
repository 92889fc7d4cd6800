export * from './balance.ts';
export * from './state.ts';
export * from './motion.ts';
export * from './rules.ts';
export * from './bot.ts';
export * from './bot-names.ts';
