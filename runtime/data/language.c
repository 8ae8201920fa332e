#include "data/language.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum {
  WORD = 24,       /* bytes of a word that are looked at */
  ENOUGH = 6,      /* letters of English words that make a text English */
  HINGES = 2,      /* small words that make it English, too: "can you do 80?" */
  HAN_WEIGHS = 4,  /* one Chinese character says as much as so many letters */
  TEXT = 4 * 1024, /* who writes more has told by then */
};

/* What was seen of a text so far. */
struct tally {
  size_t letters, han, hinges;
  bool other;    /* kana, Hangul: neither */
  bool code;     /* the word at hand has digits, dots or slashes in it */
  size_t length; /* of the word at hand */
  char word[WORD];
};

static bool is_one_of(const char *word, const char *const *words) {
  while (*words != NULL && strcmp(*words, word) != 0)
    words++;
  return *words != NULL;
}

/* Words that people write in any language, and that fill a Chinese chat. */
static bool is_everybodys(const char *word) {
  static const char *const words[] = {
      "app",  "bye",    "cm",  "haha",  "hahaha", "hello",  "hey",  "hi",  "iphone",
      "kg",   "lol",    "max", "ml",    "no",     "ok",     "okay", "oh",  "pls",
      "plus", "please", "pro", "sorry", "thank",  "thanks", "thx",  "usb", "vip",
      "wifi", "wow",    "xl",  "yeah",  "yes",    "you",    NULL};
  return is_one_of(word, words);
}

/* What holds an English sentence together, and is not said alone. */
static bool is_hinge(const char *word) {
  static const char *const words[] = {
      "about", "are", "at", "can",  "could", "did",  "do",   "does", "for", "from", "give",
      "have",  "how", "i",  "in",   "is",    "it",   "me",   "my",   "of",  "take", "that",
      "the",   "to",  "we", "what", "when",  "will", "with", "your", NULL};
  return is_one_of(word, words);
}

/* "hhhh", "emmm". */
static bool is_a_sound(const char *word) {
  for (size_t i = 2; word[i] != '\0'; i++)
    if (word[i] == word[i - 1] && word[i] == word[i - 2]) return true;
  return false;
}

static void end_word(struct tally *t) {
  t->word[t->length < WORD ? t->length : WORD - 1] = '\0';
  if (t->length > 0 && !t->code && !is_everybodys(t->word) && !is_a_sound(t->word))
    t->letters += t->length;
  t->hinges += t->length > 0 && !t->code && is_hinge(t->word);
  t->length = 0;
  t->code = false;
}

static void add_letter(struct tally *t, uint32_t c) {
  if (t->length + 1 < WORD) t->word[t->length] = (char)(c | 0x20);
  t->length++;
}

static bool is_han(uint32_t c) {
  return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0x20000 && c <= 0x3FFFF);
}

static bool is_kana_or_hangul(uint32_t c) {
  return (c >= 0x3040 && c <= 0x30FF) || (c >= 0xAC00 && c <= 0xD7AF) ||
         (c >= 0x1100 && c <= 0x11FF);
}

/* Accented letters are beside the point: the others of the word count. */
static bool is_latin(uint32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void add(struct tally *t, uint32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0; /* full width */
  if (is_han(c)) t->han++;
  if (is_kana_or_hangul(c)) t->other = true;
  if (is_latin(c)) {
    add_letter(t, c);
  } else if ((c >= '0' && c <= '9') || (c < 0x80 && c != 0 && strchr("./:@_&=#", (int)c) != NULL)) {
    t->code = true;
  } else if (c != '\'' && c != '-' && c != 0x2019) {
    end_word(t);
  }
}

/* The character at *at, which moves on; the text is valid. */
static uint32_t next(const unsigned char **at, const unsigned char *end) {
  uint32_t c = *(*at)++;
  int more = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : c >= 0xC0 ? 1 : 0;
  if (more > 0) c &= 0x3Fu >> more;
  for (; more > 0 && *at < end; more--)
    c = c << 6 | (*(*at)++ & 0x3F);
  return c;
}

/* "Can you do 180." ends in a stop that makes no code of its last word. */
static bool ends_sentence(const unsigned char *at, const unsigned char *end) {
  return (*at == '.' || *at == ':') && (at + 1 == end || at[1] <= ' ' || at[1] == '.');
}

const char *zg_language_of(const char *text, size_t len, const char *home) {
  const unsigned char *at = (const unsigned char *)text;
  const unsigned char *end = at + (len < TEXT ? len : TEXT);
  bool chinese = strncmp(home, "zh", 2) == 0;
  struct tally t = {0};
  while (at < end) {
    bool stop = ends_sentence(at, end);
    uint32_t c = next(&at, end);
    if (stop)
      end_word(&t);
    else
      add(&t, c);
  }
  end_word(&t);
  if (t.other) return NULL;
  if (t.han > 0 && t.han * HAN_WEIGHS >= t.letters) return chinese ? home : "zh";
  if (t.letters >= ENOUGH || t.hinges >= HINGES) return chinese ? "en" : home;
  return NULL;
}
