/* words: `zhanggui words`, the words of packs, told to people, editors and linters. */
#ifndef ZG_CLI_WORDS_H
#define ZG_CLI_WORDS_H

int zg_cli_words(int argc, char **argv);

#endif
