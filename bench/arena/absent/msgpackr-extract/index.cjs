// What requires this falls back when it is missing.
throw new Error('the native part of msgpackr is left out here');
