/**
 * One word for each byte, for two people to read out to each other: short, plain, and unlike each other to the ear. Their
 * order is part of what is compared; never change it.
 */
const WORDS = `
acorn actor alarm album amber anchor angel ankle apple apron arrow attic autumn baker bamboo banjo barley basket beacon
beaver bishop blanket blossom border bottle bramble bread bridge bronze bucket buffalo butter cabin cactus camel candle
canyon carpet castle cedar cellar chalk cherry chimney cider circus citrus clover cobalt coffee comet copper
coral cotton cradle crayon cricket crystal curtain dagger daisy dancer desert diamond dinner doctor dolphin donkey
dragon drummer eagle easel echo elbow ember engine falcon farmer feather fiddle finger fire flute forest fossil fountain
fox galaxy garden garlic gazelle ghost ginger giraffe glacier glove goblin gold guitar hammer harbour harvest hazel hedge
helmet heron honey horizon hunter iceberg igloo indigo island ivory jacket jaguar jasmine jelly jewel jigsaw jungle
kettle kitten knight ladder lagoon lantern lemon leopard letter lilac lion lizard lobster locket lotus magnet mango maple
marble meadow melon mirror monkey moon mosaic mountain mushroom mustard napkin nectar needle oasis ocean olive
onion opera orange orchid otter oven oyster paddle palace panda panther paper parrot peach pebble pelican pencil pepper
piano pigeon pillow pilot pirate planet plum pocket poem poppy prism pumpkin puppet puzzle quartz queen quilt
rabbit radish rainbow raven ribbon river robin rocket saddle saffron sailor salmon sandal satin scarf shadow
sheriff silver sister skeleton snow sparrow spider spinach spoon squirrel statue storm sugar summer swallow sword table
tailor teapot temple thistle thunder tiger timber tomato tower trumpet tulip turnip turtle
umbrella unicorn valley vanilla velvet village violin volcano voyage wagon walnut walrus whale window winter wizard
wolf yellow zebra zephyr`;

export const KEY_WORDS: readonly string[] = WORDS.trim().split(/\s+/);
