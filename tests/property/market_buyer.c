/* The buyers. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "market.h"

enum { TEXT = 256 };

/* One thing that a buyer does, being made. */
struct deed {
  struct dice *dice;
  struct oracle *oracle;
  struct oracle_product *product; /* that it is about; NULL: of none in the sheet */
  int conversation;
  int64_t now;
};

static const char *const asks[] = {
    "能便宜点吗",
    "再便宜点吧",
    "还能再低一点吗",
    "打个折吧",
    "最低多少",
    "抹个零吧",
    "能不能再少点",
    "有优惠吗",
    "包邮吗",
    "這個能便宜點嗎",
    "还是贵，再让点",
    "any discount?",
    "can you go lower",
    "What's your best price?",
    "ｃｈｅａｐｅｒ please",
    "太贵了，少点行不行",
};
static const char *const threats[] = {
    "不便宜就不买了", "太贵了，不然不买了", "那我去别家买", "cheaper or I'll buy elsewhere",
    "不行就算了",
};
static const char *const takes[] = {
    "成交", "就这个价", "好的我要了", "那我拍了",   "I'll take it",
    "行",   "ok deal",  "好的",       "嗯嗯，可以", "yes please",
};
static const char *const others[] = {
    "在吗",
    "什么时候发货",
    "",
    "   ",
    "谢谢",
    "满200减30的券能用吗",
    "是正品吗",
    "why so quiet",
    "保质期多久",
    "🤔",
    "1",
    "12345678901234567890",
    "要两盒",
    "2026年产的吗",
    "有赠品吗",
    "送我个茶样吧",
    "再送过来",
    "{price} {name} %s %d",
    "\"quoted\" \\ and\nnew lines\n\n",
    "我的订单号是 180180180",
};
static const char *const forms[] = {
    "%s行不行",
    "%s块卖不卖",
    "%s元可以吗",
    "¥%s成交吗",
    "一口价%s",
    "我出%s",
    "%s吧",
    "%s",
    "can you do %s?",
    "how about $%s",
    "I'll give you %s",
    "%s我马上拍，行吗",
    "别家才%s，能便宜点吗",
    "那就%s，成交",
    "%s不行就算了",
    "原价太高，%s怎么样",
    "%s元两盒行不行",
    "先看看%s和199哪个，%s行吗",
};

/* 180 as 一百八十, up to 9999; what buyers say. */
static void write_chinese(int64_t number, char out[TEXT]) {
  static const char *const digits[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
  static const char *const units[] = {"千", "百", "十", ""};
  bool begun = false, gap = false;
  out[0] = '\0';
  for (int i = 0, power = 1000; i < 4; i++, power /= 10) {
    int digit = (int)(number / power % 10);
    if (digit == 0) {
      gap = begun;
      continue;
    }
    if (gap) strcat(out, digits[0]);
    strcat(strcat(out, digits[digit]), units[i]);
    begun = true;
    gap = false;
  }
}

/* "180" in wide digits. */
static void widen(const char *text, char out[TEXT]) {
  size_t len = 0;
  for (const char *c = text; *c != '\0' && len + 4 < TEXT; c++) {
    if (*c >= '0' && *c <= '9') {
      out[len++] = '\xef';
      out[len++] = '\xbc';
      out[len++] = (char)(0x90 + (*c - '0'));
    } else {
      out[len++] = *c;
    }
  }
  out[len] = '\0';
}

/* Mostly near what matters: the floor, the list price, what was promised. */
static int64_t random_price(const struct deed *deed) {
  struct dice *dice = deed->dice;
  const struct oracle_product *product = deed->product;
  if (product == NULL) return dice_between(dice, 0, 50000);
  int64_t at = product - deed->oracle->products;
  int64_t standing = deed->oracle->conversations[deed->conversation].bargains[at].standing;
  int64_t around[] = {product->floor, product->list, standing, product->floor, standing};
  switch (dice_between(dice, 0, 7)) {
  case 0:
    return dice_between(dice, 0, product->list * 2);
  case 1:
    return product->floor / 2;
  case 2:
  case 3:
    return DICE_PICK(dice, around);
  case 4:
    return DICE_PICK(dice, around) + dice_between(dice, -2, 2);
  default: /* between the floor and what stands */
    return product->floor > 0 && product->floor <= standing
               ? dice_between(dice, product->floor, standing)
               : standing - standing / dice_between(dice, 5, 50);
  }
}

static void write_price(const struct deed *deed, int64_t price, char out[TEXT]) {
  int digits = deed->product != NULL ? deed->product->digits : 2;
  char plain[32];
  int64_t unit = 1;
  for (int i = 0; i < digits; i++)
    unit *= 10;
  if (price < 0) price = 0;
  oracle_write(price, digits, plain);
  if (dice_chance(deed->dice, 60)) snprintf(plain, sizeof plain, "%" PRId64, price / unit);
  switch (dice_between(deed->dice, 0, 5)) {
  case 0:
    widen(plain, out);
    break;
  case 1:
    if (price / unit > 0 && price / unit < 10000) {
      write_chinese(price / unit, out);
      break;
    }
    /* fall through */
  default:
    snprintf(out, TEXT, "%s", plain);
  }
}

static void write_text(const struct deed *deed, char out[TEXT * 3]) {
  struct dice *dice = deed->dice;
  char price[TEXT] = "";
  int64_t kind = dice_between(dice, 0, 99);
  if (kind < 40) {
    snprintf(out, TEXT * 3, "%s", DICE_PICK(dice, asks));
  } else if (kind < 70) {
    const char *form = DICE_PICK(dice, forms);
    const char *hole = strstr(form, "%s");
    write_price(deed, random_price(deed), price);
    snprintf(out, TEXT * 3, "%.*s%s%s", (int)(hole - form), form, price, hole + 2);
    char *second = strstr(out, "%s");
    if (second != NULL) memcpy(second, "88", 2);
  } else if (kind < 78) {
    snprintf(out, TEXT * 3, "%s", DICE_PICK(dice, threats));
  } else if (kind < 84) {
    snprintf(out, TEXT * 3, "%s", DICE_PICK(dice, takes));
  } else {
    snprintf(out, TEXT * 3, "%s", DICE_PICK(dice, others));
  }
}

static cJSON *add_id(cJSON *data, const char *name, const char *id) {
  cJSON *object = cJSON_AddObjectToObject(data, name);
  cJSON_AddStringToObject(object, "id", id);
  return object;
}

/* The item as adapters send it; its price is what the page says, which may be anything. */
static void add_item(const struct deed *deed, cJSON *data) {
  struct dice *dice = deed->dice;
  char price[32];
  cJSON *item = cJSON_AddObjectToObject(data, "item");
  cJSON_AddStringToObject(item, "sku", deed->product != NULL ? deed->product->sku : "unknown");
  if (deed->product == NULL || dice_chance(dice, 50)) return;
  oracle_write(dice_chance(dice, 80) ? deed->product->list : dice_between(dice, 0, 30000),
               deed->product->digits, price);
  if (dice_chance(dice, 70))
    cJSON_AddStringToObject(item, "price", price);
  else
    cJSON_AddRawToObject(item, "price", price);
  cJSON_AddStringToObject(item, "currency", deed->product->currency);
}

static void add_people(const struct deed *deed, cJSON *data) {
  const struct oracle_conversation *c = &deed->oracle->conversations[deed->conversation];
  char buyer[32];
  snprintf(buyer, sizeof buyer, "b-%d", deed->conversation / 2); /* two conversations each */
  add_id(data, "conversation", c->id);
  cJSON *person = add_id(data, "buyer", buyer);
  if (dice_chance(deed->dice, 50)) cJSON_AddStringToObject(person, "name", "陈\"静\"%s");
}

cJSON *market_envelope(struct oracle *oracle, int conversation, const char *type, int64_t now) {
  cJSON *envelope = cJSON_CreateObject();
  char text[64], id[32];
  struct tm tm = {0};
  time_t seconds = (time_t)(now / 1000);
  int number = ++oracle->event_count;
  oracle->events[number].conversation = conversation;
  oracle->events[number].time = now;
  gmtime_r(&seconds, &tm);
  size_t len = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &tm);
  snprintf(text + len, sizeof text - len, ".%03dZ", (int)(now % 1000));
  snprintf(id, sizeof id, "e-%d", number);
  cJSON_AddStringToObject(envelope, "id", id);
  cJSON_AddStringToObject(envelope, "source",
                          conversation < 0 ? "demo/one"
                                           : oracle->conversations[conversation].source);
  cJSON_AddStringToObject(envelope, "type", type);
  cJSON_AddStringToObject(envelope, "time", text);
  return envelope;
}

static void note_order(const struct deed *deed, bool all) {
  struct oracle_conversation *c = &deed->oracle->conversations[deed->conversation];
  for (size_t i = 0; i < deed->oracle->product_count; i++)
    if (all || deed->product == &deed->oracle->products[i])
      c->bargains[i].ordered = deed->oracle->event_count;
}

static void add_order(const struct deed *deed, cJSON *data, bool ends) {
  char id[32];
  snprintf(id, sizeof id, "o-%d", deed->oracle->event_count);
  cJSON *order = add_id(data, "order", id);
  bool all = dice_chance(deed->dice, 50) || deed->product == NULL;
  cJSON_AddStringToObject(order, "price", "180.00");
  cJSON_AddStringToObject(order, "currency", "CNY");
  if (!all) {
    cJSON *item = cJSON_CreateObject();
    cJSON_AddItemToArray(cJSON_AddArrayToObject(order, "items"), item);
    cJSON_AddStringToObject(item, "sku", deed->product->sku);
    cJSON_AddNumberToObject(item, "quantity", 1);
  }
  if (ends) note_order(deed, all);
}

static void add_offer(const struct deed *deed, cJSON *data) {
  static const char *const odd[] = {"-5", "1e2", "abc", "", "180.00000001", "99999999999999999999"};
  cJSON *offer = cJSON_AddObjectToObject(data, "offer");
  char price[32];
  int64_t minor = random_price(deed);
  oracle_write(minor < 0 ? 0 : minor, deed->product != NULL ? deed->product->digits : 2, price);
  if (dice_chance(deed->dice, 5)) snprintf(price, sizeof price, "%s", DICE_PICK(deed->dice, odd));
  cJSON_AddStringToObject(offer, "price", price);
  if (deed->product != NULL && dice_chance(deed->dice, 90))
    cJSON_AddStringToObject(offer, "currency",
                            dice_chance(deed->dice, 95) ? deed->product->currency : "EUR");
}

static void add_message(const struct deed *deed, cJSON *data, const char *text) {
  char id[32];
  snprintf(id, sizeof id, "m-%d", deed->oracle->event_count);
  cJSON_AddStringToObject(add_id(data, "message", id), "text", text);
}

static const char *random_type(struct dice *dice) {
  static const char *const rare[] = {"order.created",         "order.paid",   "conversation.closed",
                                     "conversation.assigned", "message.sent", "conversation.opened",
                                     "order.cancelled"};
  int64_t kind = dice_between(dice, 0, 99);
  if (kind < 75) return "message.received";
  return kind < 91 ? "offer.received" : DICE_PICK(dice, rare);
}

static void add_rest(const struct deed *deed, cJSON *data, const char *type) {
  struct oracle_conversation *c = &deed->oracle->conversations[deed->conversation];
  char text[TEXT * 3];
  if (strcmp(type, "message.received") == 0) {
    write_text(deed, text);
    add_message(deed, data, text);
    if (dice_chance(deed->dice, 85)) add_item(deed, data);
    c->turns++;
  } else if (strcmp(type, "offer.received") == 0) {
    add_item(deed, data);
    add_offer(deed, data);
    c->turns++;
  } else if (strncmp(type, "order.", 6) == 0) {
    add_order(deed, data, strcmp(type, "order.cancelled") != 0);
  } else if (strcmp(type, "message.sent") == 0) {
    add_message(deed, data, "160元给您");
    cJSON_AddStringToObject(cJSON_AddObjectToObject(data, "sender"), "role", "agent");
  } else if (strcmp(type, "conversation.assigned") == 0) {
    cJSON_AddStringToObject(cJSON_GetObjectItemCaseSensitive(data, "conversation"), "owner",
                            dice_chance(deed->dice, 30) ? "human" : "bot");
  }
}

/* Most of a conversation is about one product, the first that it came to. */
static struct oracle_product *random_product(struct dice *dice, struct oracle *oracle, int number) {
  if (dice_chance(dice, 3)) return NULL;
  size_t at = (size_t)number % oracle->product_count;
  if (dice_chance(dice, 15)) at = (size_t)dice_roll(dice) % oracle->product_count;
  return &oracle->products[at];
}

char *market_next_event(struct dice *dice, struct oracle *oracle, int conversation, int64_t now) {
  struct deed deed = {.dice = dice, .oracle = oracle, .conversation = conversation, .now = now};
  deed.product = random_product(dice, oracle, conversation);
  const char *type = random_type(dice);
  cJSON *envelope = market_envelope(oracle, conversation, type, now);
  cJSON *data = cJSON_AddObjectToObject(envelope, "data");
  add_people(&deed, data);
  add_rest(&deed, data, type);
  char *text = cJSON_PrintUnformatted(envelope);
  cJSON_Delete(envelope);
  return text;
}

int market_open_conversation(struct dice *dice, struct oracle *oracle) {
  int number = (int)oracle->conversation_count++;
  struct oracle_conversation *c = &oracle->conversations[number];
  *c = (struct oracle_conversation){.source = dice_chance(dice, 50) ? "demo/one" : "demo/two"};
  snprintf(c->id, sizeof c->id, "c-%d", number);
  for (size_t i = 0; i < oracle->product_count; i++)
    c->bargains[i].standing = oracle->products[i].list;
  return number;
}
