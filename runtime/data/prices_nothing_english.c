#include "data/prices_nothing_english.h"

#include <string.h>

#include "data/prices_nothing.h"

/* Words that mean the goods, or have them in their hand; and what joins them to "free". */
static const char goods[] = "it this that these those them they everything item product goods "
                            "thing set lot one";
static const char goods_and_is[] = "it's its that's this's they're everything's theyre thats "
                                   "it’s that’s they’re everything’s";
static const char is[] = "is are be being comes goes";
static const char gives[] = "take have get keep grab give giving gave let";
static const char fillers[] =
    "absolutely totally completely entirely really just now today almost practically nearly "
    "basically all for so then simply percent 100 yes ok okay sure fine well right as will would "
    "can could should must shall and but or because since please here you to the whole you'll "
    "you’ll your my friend thanks thank hello hi dear sir much very again";
static const char tails[] =
    "today now just this because if when so and but or only anyway then forever here too";
static const char no[] = "not never cannot can't won't isn't don't can’t won’t isn’t don’t "
                         "couldn't couldn’t";

static bool in_word(const struct zg_saying *s, size_t at) {
  return zg_is_letter(s, at) || zg_is_digit(s, at) || (at < s->len && s->text[at] == '\'') ||
         zg_words_at(s, at, "’") > 0;
}

/* A word and where it lies. */
struct word {
  size_t begin, end; /* the same: none */
};

static bool is_one(const struct zg_saying *s, struct word word, const char *words) {
  const struct zg_saying alone = {.text = s->text + word.begin, .len = word.end - word.begin};
  return alone.len > 0 && zg_words_at(&alone, 0, words) == alone.len;
}

/* The word before `at`, over spaces and what divides no sentence; empty where one begins, or where
 * another language does. */
static struct word word_before(const struct zg_saying *s, size_t at) {
  while (at > 0 && strchr(" ,:-()\"~", s->text[at - 1]) != NULL)
    at--;
  struct word word = {.begin = at, .end = at};
  while (word.begin > 0 && (in_word(s, word.begin - 1) || zg_words_before(s, word.begin, "’") > 0))
    word.begin -= in_word(s, word.begin - 1) ? 1 : 3;
  return word;
}

static struct word word_after(const struct zg_saying *s, size_t at) {
  at = zg_skip_spaces(s, at);
  struct word word = {.begin = at, .end = at};
  while (in_word(s, word.end))
    word.end = zg_step(s, word.end);
  return word;
}

/* The nearest word before `at` that is no filler. */
static struct word telling_before(const struct zg_saying *s, size_t at) {
  struct word word = word_before(s, at);
  while (is_one(s, word, fillers))
    word = word_before(s, word.begin);
  return word;
}

static bool begins_sentence(const struct zg_saying *s, struct word word) {
  return word.begin == word.end && (word.begin == 0 || strchr(".!?;\n", s->text[word.begin - 1]));
}

static bool is_mark(const struct zg_saying *s, struct word word) {
  return word.begin == word.end && zg_words_before(s, word.begin, ZG_GOODS_MARK) > 0;
}

static bool is_goods(const struct zg_saying *s, struct word word) {
  return is_one(s, word, goods) || is_mark(s, word);
}

/* "take it", "you can have it", "give this to you"; not "ship it", "we wrap it". */
static bool is_given(const struct zg_saying *s, struct word thing) {
  size_t begin = is_mark(s, thing) ? thing.begin - strlen(ZG_GOODS_MARK) : thing.begin;
  struct word verb = telling_before(s, begin);
  while (is_one(s, verb, "this that these those"))
    verb = telling_before(s, verb.begin);
  if (begins_sentence(s, verb)) return true;
  return is_one(s, verb, gives) && !is_one(s, telling_before(s, verb.begin), no);
}

/* Whether what stands before `at` speaks of the goods, or there is nothing before it. */
static bool is_of_goods(const struct zg_saying *s, size_t at) {
  struct word word = telling_before(s, at);
  if (begins_sentence(s, word) || is_one(s, word, goods_and_is) || is_one(s, word, "yours"))
    return true;
  if (is_one(s, word, is)) return is_goods(s, telling_before(s, word.begin));
  return is_goods(s, word) && is_given(s, word);
}

/* Whether "free" ends its part of the sentence: nothing follows that is free instead. */
static bool ends_there(const struct zg_saying *s, size_t at) {
  struct word word = word_after(s, at);
  if (at < s->len && s->text[at] == '-') return false;
  if (is_one(s, word, "of")) return is_one(s, word_after(s, word.end), "charge");
  if (is_one(s, word, "for"))
    return is_one(s, word_after(s, word.end), "you it this that these them everything all today");
  if (is_one(s, word, "to")) return is_one(s, word_after(s, word.end), "you keep take have");
  return word.begin == word.end || is_one(s, word, tails);
}

/* The length of the phrase of the list that stands whole at `at`; 0: none. */
static size_t listed_at(const struct zg_saying *s, size_t at, const char *const phrases[]) {
  size_t longest = 0;
  for (size_t i = 0; phrases[i] != NULL; i++) {
    size_t len = zg_phrase_at(s, at, phrases[i]);
    if (len > longest && !in_word(s, at + len)) longest = len;
  }
  return longest;
}

bool zg_nothing_in_english(const struct zg_saying *s, size_t at) {
  static const char *const nothing[] = {"free",
                                        "gratis",
                                        "complimentary",
                                        "zero cost",
                                        "at zero cost",
                                        "for nothing",
                                        "on the house",
                                        "on us",
                                        "at no cost",
                                        "at no charge",
                                        "no charge",
                                        "without charge",
                                        "pay nothing",
                                        "pay us nothing",
                                        "pay only shipping",
                                        "pay only the shipping",
                                        "just pay shipping",
                                        "just pay the shipping",
                                        "pay only postage",
                                        "pay only the postage",
                                        "just pay postage",
                                        "just pay the postage",
                                        NULL};
  static const char *const gives_away[] = {"giving it away",
                                           "give it away",
                                           "giving this away",
                                           "give this away",
                                           "next to nothing",
                                           "for a song",
                                           "it costs you nothing",
                                           "it costs nothing",
                                           "this costs you nothing",
                                           "this costs nothing",
                                           NULL};
  if (!zg_is_letter(s, at) || (at > 0 && (in_word(s, at - 1) || s->text[at - 1] == '-')))
    return false;
  size_t len = listed_at(s, at, nothing);
  if (len > 0) return is_of_goods(s, at) && ends_there(s, at + len);
  len = listed_at(s, at, gives_away);
  return len > 0 && ends_there(s, at + len) && !is_one(s, telling_before(s, at), no);
}
