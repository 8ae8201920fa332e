#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "data/money.h"
#include "data/prices.h"
#include "data/text.h"

enum { MOST = 16 };

struct row {
  const char *text; /* as the buyer writes it */
  const char *want; /* the prices; "!" behind those that carry a sign of money */
};

static const struct row chinese[] = {
    {"那两款¥90，¥120", "90! 120!"},
    {"打八折159行吗", "159"},
    {"半价99卖吗", "99"},
    {"能不能150给我", "150"},
    {"最低多少？150能卖我就拍了", "150"},
    {"我只有100块", "100!"},
    {"不行就算了，我最多给到120", "120"},
    {"拼多多上才卖59.9", "59.90"},
    {"昨天还是79.9今天怎么99了", "79.90 99"},
    {"七十五拿两件", "75"},
    {"两件200可以不", "200"},
    {"买两件一共180行吗", "180"},
    {"三件一百五卖不卖", "150"},
    {"我要5件，每件75可以吗", "75"},
    {"1千2成交", "1200"},
    {"199抹零190可以吗", "190"},
    {"618才卖89", "89"},
    {"双11的时候才99块", "99!"},
    {"一斤80，半斤40行吗", "80 40"},
    {"5块钱一个，10块钱3个", "5! 10!"},
    {"3k以内", "3000"},
    {"1w块", "10000!"},
    {"5块5毛5", "5.55!"},
    {"九块九九", "9.99!"},
    {"九十九块九毛九", "99.99!"},
    {"6.5/个", "6.50"},
    {"80ok不", "80"},
    {"80行不？80不行85", "80 80 85"},
    {"一百就一百吧", "100 100"},
    {"¥80元/件", "80!"},
    {"给您优惠20元，到手179元可以吗", "179!"},
    {"可以给您便宜10块，150您看行吗", "150"},
    {"满200减20后是180", "180"},
    {"券后159", "159"},
    {"80加10块运费", "80"},
    {"三到五百", "500"},
    {"100可小刀", "100"},
    {"HK$80", "80!"},
    {"JP¥80", "80!"},
    /* bare figures */
    {"80", "80"},
    {"80行吗", "80"},
    {"80行不行", "80"},
    {"80可以吗？", "80"},
    {"80卖不卖", "80"},
    {"80，行吗", "80"},
    {"最低80", "80"},
    {"最低80可以吗", "80"},
    {"８０行吗", "80"},
    {"一口价80行不行", "80"},
    {"一口价 80", "80"},
    {"一口价：80", "80"},
    {"79.9可以吗", "79.90"},
    {"79.90包邮", "79.90"},
    {"1,200行吗", "1200"},
    {"1，200行吗", "1200"},
    {"1999成交", "1999"},
    {"便宜点80吧", "80"},
    {"便宜点，80我就买", "80"},
    {"太贵了80行吗", "80"},
    {"太贵了 80卖吗", "80"},
    {"能便宜到80吗", "80"},
    {"降到150我就下单", "150"},
    {"我出80", "80"},
    {"给80", "80"},
    {"80给我", "80"},
    {"80拿走", "80"},
    {"80带走行吗", "80"},
    {"80成吗", "80"},
    {"80的话我就要", "80"},
    {"80左右可以吗", "80"},
    {"预算200以内", "200"},
    {"80到100之间有吗", "80 100"},
    {"80-100可以吗", "80 100"},
    {"80～100", "80 100"},
    {"你好 80 行吗", "80"},
    {"老板80老板", "80"},
    {"价格80", "80"},
    {"价格是80吗", "80"},
    {"80一个行吗", "80"},
    {"80两个可以吗", "80"},
    {"80/斤", "80"},
    {"别家才卖60", "60"},
    {"5", "5"},
    {"5行吗", "5"},
    {"最低8.5", "8.50"},
    {"80，90都行", "80 90"},
    {"50000可以吗", "50000"},
    {"618行吗", "618"},
    {"80包顺丰吗", "80"},
    {"買80可以嗎", ""},
    {"這個80賣嗎", "80"},
    /* thousands */
    {"1.2k行吗", "1200"},
    {"最低2k可以吗", "2000"},
    {"1.5w能拿吗", "15000"},
    {"1万2可以吗", "12000"},
    {"1万2千行吗", "12000"},
    {"1.5万可以吗", "15000"},
    {"1萬2可以嗎", "12000"},
    {"3千6行不", "3600"},
    {"3百卖吗", "300"},
    {"1万2块", "12000!"},
    {"2千块钱", "2000!"},
    /* with a sign */
    {"80块", "80!"},
    {"80块钱", "80!"},
    {"80 块", "80!"},
    {"80塊錢", "80!"},
    {"80元", "80!"},
    {"80圆", "80!"},
    {"80圓", "80!"},
    {"80元整", "80!"},
    {"¥80", "80!"},
    {"￥79.9", "79.90!"},
    {"¥ 79.9", "79.90!"},
    {"¥1,299.00", "1299!"},
    {"80¥", "80!"},
    {"80rmb", "80!"},
    {"80RMB可以吗", "80!"},
    {"rmb80", "80!"},
    {"RMB 80", "80!"},
    {"人民币80", "80!"},
    {"80人民币", "80!"},
    {"CNY80.50", "80.50!"},
    {"80美元", "80!"},
    {"80刀", "80!"},
    {"80欧元", "80!"},
    {"80r", "80!"},
    {"3.5元", "3.50!"},
    {"0.5元", "0.50!"},
    {"80-100元", "80! 100!"},
    {"80到100块", "80! 100!"},
    {"80元到100元", "80! 100!"},
    {"80元或者90元都行", "80! 90!"},
    {"80或90块", "80! 90!"},
    {"¥80-100", "80! 100!"},
    {"80块一个", "80!"},
    {"80块两个", "80!"},
    {"10块3个", "10!"},
    {"5块2斤", "5!"},
    {"5元/克", "5!"},
    {"三块一斤", "3!"},
    {"一块一个", "1!"},
    {"1块钱", "1!"},
    {"一块钱", "1!"},
    {"一元", "1!"},
    {"两块钱", "2!"},
    {"十块", "10!"},
    {"十块钱三个", "10!"},
    {"九块九包邮", "9.90!"},
    {"9块9", "9.90!"},
    {"80元可以吗80元", "80! 80!"},
    {"80块行吗，不行85块", "80! 85!"},
    {"太贵了80块行吗", "80!"},
    {"便宜 80块行吗", "80!"},
    {"便宜点，80元包邮", "80!"},
    {"50块左右", "50!"},
    {"100元以内有吗", "100!"},
    {"1000000元", "1000000!"},
    {"80元优惠点吧", "80!"},
    {"80元，运费10元", "80!"},
    {"给80块得了", "80!"},
    /* small money */
    {"三块五", "3.50!"},
    {"三块五行吗", "3.50!"},
    {"3块5", "3.50!"},
    {"3块50", "3.50!"},
    {"三块五毛", "3.50!"},
    {"三块五一斤", "3.50!"},
    {"三块半", "3.50!"},
    {"八块八毛八", "8.88!"},
    {"8块8毛8", "8.88!"},
    {"80元5角", "80.50!"},
    {"5元3角2分", "5.32!"},
    {"三块零五分", "3.05!"},
    {"2毛", "0.20!"},
    {"两毛", "0.20!"},
    {"两毛钱", "0.20!"},
    {"5毛钱", "0.50!"},
    {"5角", "0.50!"},
    {"五角钱", "0.50!"},
    {"5分钱", "0.05!"},
    {"1毛5", "0.15!"},
    {"二十块五", "20.50!"},
    {"80块8", "80.80!"},
    {"一块五", "1.50!"},
    {"一块两毛五", "1.25!"},
    /* Chinese numerals */
    {"八十", "80"},
    {"八十行吗", "80"},
    {"一口价八十", "80"},
    {"八十五可以吗", "85"},
    {"一百二", "120"},
    {"一百二行不行", "120"},
    {"一百二块", "120!"},
    {"一百二十", "120"},
    {"一百二十五行吗", "125"},
    {"一百零五", "105"},
    {"一百零五卖吗", "105"},
    {"两百五", "250"},
    {"二百五", "250"},
    {"兩百五行嗎", "250"},
    {"三千六", "3600"},
    {"三千六百五行吗", "3650"},
    {"一万二", "12000"},
    {"一萬二千", "12000"},
    {"十二万三千可以吗", "123000"},
    {"一千零五十可以吗", "1050"},
    {"一万零五百可以吗", "10500"},
    {"八十块", "80!"},
    {"八十块钱行不行", "80!"},
    {"一百元", "100!"},
    {"伍佰元", "500!"},
    {"一百一个", "100"},
    {"一百二一双行吗", "120"},
    {"八十块一个", "80!"},
    {"最低一九九吗", "199"},
    {"一九九块", "199!"},
    {"最低八十到一百", "80 100"},
    {"十五块", "15!"},
    {"二十", "20"},
    {"¥八十", "80!"},
    /* a number that goes on in words */
    {"80我就买两个", "80"},
    {"买2个80行吗", "80"},
    {"要3盒，一共80块行吗", "80!"},
    {"3盒80块", "80!"},
    {"tea-250 80块卖吗", "80!"},
    {"sf1234没到，80元退给我", "80!"},
    {"我昨天3号买的才80元", "80!"},
    {"iphone15 3999行吗", "3999"},
    {"4k电视1999元", "1999!"},
    {"满300减30，80行吗", "80"},
    {"8折后80元", "80!"},
    {"打8折是80吗", "80"},
};

static const struct row chinese_none[] = {
    {"195挺好", ""},
    {"195挺合适的", ""},
    {"八十多块", ""},
    {"八十来块", ""},
    {"80多给您", ""},
    {"85%", ""},
    {"打五折", ""},
    {"减20", ""},
    {"便宜20", ""},
    {"立减二十", ""},
    {"抹零", ""},
    {"半价", ""},
    {"给5星好评", ""},
    {"便宜20行不", ""},
    {"给我优惠10块", ""},
    {"200-20的券怎么领", ""},
    {"新人券5元怎么用", ""},
    {"退我20块钱就行", ""},
    {"到付要15块", ""},
    {"100克", ""},
    {"80支还是60支", ""},
    {"我170，120斤穿什么码", ""},
    {"170/65穿什么", ""},
    {"37的脚", ""},
    {"2件起拍", ""},
    {"加1元换购", ""},
    {"百八十块", ""},
    {"百十来块", ""},
    {"2千出头", ""},
    {"充100送20", ""},
    {"砍一刀", ""},
    {"砍5块", ""},
    {"五分好评", ""},
    {"返现5元", ""},
    {"月薪3k", ""},
    {"80+20", ""},
    {"6.5*10=65", ""},
    /* quantities */
    {"3盒", ""},
    {"两斤", ""},
    {"要3包", ""},
    {"80个", ""},
    {"80 个", ""},
    {"五十克", ""},
    {"来10件", ""},
    {"一百个", ""},
    {"八十一个", ""},
    {"十二个人", ""},
    {"买3送1", ""},
    {"买二送一", ""},
    {"20双袜子", ""},
    {"3到5斤", ""},
    {"3-5斤", ""},
    {"50或100个", ""},
    {"x2", ""},
    {"x20", ""},
    {"*20", ""},
    {"80*2", ""},
    {"两单", ""},
    {"一万台", ""},
    {"三百份可以吗", ""},
    {"一千张", ""},
    {"100多个", ""},
    {"10瓶行吗", ""},
    {"十件可以包邮吗", ""},
    {"三块硬盘", ""},
    {"两块表", ""},
    {"2块面包", ""},
    {"4块电池", ""},
    /* sizes and units */
    {"42码", ""},
    {"180cm", ""},
    {"180 cm", ""},
    {"500ml", ""},
    {"500 ML 的", ""},
    {"5kg", ""},
    {"500g可以吗", ""},
    {"128gb", ""},
    {"2TB硬盘", ""},
    {"55寸", ""},
    {"65英寸", ""},
    {"5000毫安", ""},
    {"5000mah", ""},
    {"220v", ""},
    {"65w快充", ""},
    {"65w吗", ""},
    {"65W可以吗", ""},
    {"100瓦", ""},
    {"1.5匹", ""},
    {"2千克", ""},
    {"80平", ""},
    {"8核", ""},
    {"4k电视", ""},
    {"4k的吗", ""},
    {"有4k吗", ""},
    {"25度", ""},
    {"25℃", ""},
    {"身高175", ""},
    {"身高是175", ""},
    {"体重120", ""},
    {"尺码42", ""},
    {"2层", ""},
    {"200万像素", ""},
    {"80x60", ""},
    {"5g手机", ""},
    {"3c", ""},
    {"24h", ""},
    {"xl", ""},
    {"2.0版本", ""},
    {"3.5mm耳机", ""},
    /* dates and times */
    {"12:30", ""},
    {"12：30", ""},
    {"11月21日", ""},
    {"11月21号到吗", ""},
    {"2026-11-21", ""},
    {"2026年", ""},
    {"2026.11.21", ""},
    {"11.11", ""},
    {"11-21", ""},
    {"11/21", ""},
    {"双11", ""},
    {"双十一", ""},
    {"双12有活动吗", ""},
    {"618", ""},
    {"618有活动吗", ""},
    {"六一八", ""},
    {"85后", ""},
    {"九月", ""},
    {"十一放假吗", ""},
    {"五一", ""},
    {"三天", ""},
    {"15天无理由", ""},
    {"七天", ""},
    {"3-5天", ""},
    {"48小时", ""},
    {"48 小时发货", ""},
    {"30分钟", ""},
    {"二十分钟", ""},
    {"10点", ""},
    {"10点到12点", ""},
    {"下午三点半", ""},
    {"2周", ""},
    {"12期", ""},
    {"3期", ""},
    {"二零二六年", ""},
    {"三十天", ""},
    {"星期三", ""},
    {"11月21", ""},
    /* shares and discounts */
    {"80%", ""},
    {"３０％", ""},
    {"8折", ""},
    {"8.5折", ""},
    {"88折行吗", ""},
    {"八五折", ""},
    {"打八折", ""},
    {"九成新", ""},
    {"百分之三十", ""},
    {"三分之一", ""},
    {"打85折", ""},
    {"3倍", ""},
    /* numbers of things and people */
    {"13812345678", ""},
    {"138 1234 5678", ""},
    {"138-1234-5678", ""},
    {"010-12345678", ""},
    {"400-800-1234", ""},
    {"1234567", ""},
    {"sf1234", ""},
    {"SF1234567890", ""},
    {"tea-250", ""},
    {"tea-250行吗", ""},
    {"iphone15", ""},
    {"iphone 15 可以吗", ""},
    {"win10系统", ""},
    {"qq 12345", ""},
    {"QQ：123456", ""},
    {"微信123456", ""},
    {"订单号 123456", ""},
    {"尾号1234", ""},
    {"手机尾号是1234", ""},
    {"打12315投诉", ""},
    {"10086", ""},
    {"苹果15", ""},
    {"3080显卡", ""},
    {"v2.0", ""},
    {"a4纸", ""},
    {"5栋302室", ""},
    {"18号楼", ""},
    {"人民路80号", ""},
    {"#80", ""},
    {"第二", ""},
    {"第3个", ""},
    {"第80", ""},
    {"0086", ""},
    {"192.168.1.1", ""},
    {"id=80", ""},
    /* words */
    {"一下", ""},
    {"一点", ""},
    {"便宜一点", ""},
    {"便宜点", ""},
    {"一起", ""},
    {"一样", ""},
    {"一定", ""},
    {"一直", ""},
    {"一共多少", ""},
    {"十分满意", ""},
    {"万一坏了呢", ""},
    {"三心二意", ""},
    {"百度", ""},
    {"千万别", ""},
    {"半天", ""},
    {"两口子", ""},
    {"一般", ""},
    {"统一", ""},
    {"唯一", ""},
    {"一口价", ""},
    {"乱七八糟", ""},
    {"三三两两", ""},
    {"一五一十", ""},
    {"一块发货", ""},
    {"一块儿", ""},
    {"一块买可以吗", ""},
    {"两块一起发", ""},
    {"一毛不拔", ""},
    {"三角形", ""},
    {"八角多少钱", ""},
    {"3毛巾", ""},
    {"元旦", ""},
    {"三元锂电池", ""},
    {"二手的吗", ""},
    {"一刀切", ""},
    {"多少钱", ""},
    {"", ""},
    {"能便宜点吗", ""},
    /* guesses */
    {"几十块", ""},
    {"好几百块", ""},
    {"十几块", ""},
    {"十来块钱", ""},
    {"100多块", ""},
    {"一百多", ""},
    {"七八十", ""},
    {"三四百块", ""},
    {"三五块钱", ""},
    {"七八块", ""},
    /* reductions, coupons and fees */
    {"满300减30", ""},
    {"满300元减30元", ""},
    {"满三百减三十", ""},
    {"每满200减20", ""},
    {"300减30", ""},
    {"满300-30", ""},
    {"满99包邮", ""},
    {"99元以上包邮吗", ""},
    {"便宜10块行吗", ""},
    {"便宜我10块", ""},
    {"优惠20元", ""},
    {"能少5块吗", ""},
    {"再少10块", ""},
    {"立减30元", ""},
    {"降了30元", ""},
    {"贵了10块", ""},
    {"比官网贵了50块", ""},
    {"10元优惠券", ""},
    {"30元的券", ""},
    {"5块红包", ""},
    {"补差价10块", ""},
    {"运费12块", ""},
    {"运费是12元吗", ""},
    {"12元运费", ""},
    {"定金50元", ""},
    {"0元购", ""},
};

static const struct row english[] = {
    {"this one $90", "90!"},
    {"the one $90, not the two $120", "90! 120!"},
    {"80$ each", "80!"},
    {"2 $90", "90!"},
    {"$5 for 3", "5!"},
    {"80 each for 3", "80"},
    {"2 for 50", "50"},
    {"ninety-nine dollars and fifty cents", "99.50!"},
    {"list price 100, can you do 80?", "100 80"},
    {"was 100 now 80", "100 80"},
    {"go as low as 80", "80"},
    {"80 obo", "80"},
    {"\"80\"", "80"},
    {"80 take it or leave it", "80"},
    {"it was 60 last week", "60"},
    {"make it one twenty and we have a deal", "120"},
    {"between 80 and 90", "80 90"},
    {"$19.99/kg", "19.99!"},
    {"usd100", "100!"},
    {"can you do 80?", "80"},
    {"can you do 80", "80"},
    {"80 ok?", "80"},
    {"how about 79.90", "79.90"},
    {"$80", "80!"},
    {"$ 80", "80!"},
    {"US$80", "80!"},
    {"80$", "80!"},
    {"$1,200.50", "1200.50!"},
    {"80 bucks", "80!"},
    {"80 bucks each", "80!"},
    {"80 dollars", "80!"},
    {"80usd", "80!"},
    {"USD 80", "80!"},
    {"80 quid", "80!"},
    {"£80", "80!"},
    {"€80", "80!"},
    {"80€", "80!"},
    {"50 yuan", "50!"},
    {"50 kuai", "50!"},
    {"80 rmb?", "80!"},
    {"50 cents", "0.50!"},
    {"eighty", "80"},
    {"Eighty bucks", "80!"},
    {"eighty-five dollars", "85!"},
    {"can you do eighty five?", "85"},
    {"a hundred", "100"},
    {"how about a hundred?", "100"},
    {"a hundred and twenty", "120"},
    {"a hundred bucks", "100!"},
    {"one hundred fifty", "150"},
    {"one twenty", "120"},
    {"two fifty", "250"},
    {"one oh five", "105"},
    {"twelve hundred", "1200"},
    {"twelve hundred dollars", "1200!"},
    {"nineteen ninety nine", "1999"},
    {"nineteen ninety-nine dollars", "1999!"},
    {"two thousand three hundred", "2300"},
    {"two grand", "2000"},
    {"2 grand", "2000"},
    {"5 hundred ok?", "500"},
    {"1.2k ok?", "1200"},
    {"$1.2k", "1200!"},
    {"five dollars", "5!"},
    {"two bucks", "2!"},
    {"I can pay 80", "80"},
    {"i'll take it for 80", "80"},
    {"80 or 90", "80 90"},
    {"80 to 90 dollars", "80! 90!"},
    {"$80-100", "80! 100!"},
    {"$80-$100", "80! 100!"},
    {"80 a piece", "80"},
    {"80 for 2?", "80"},
    {"my budget is 200", "200"},
    {"lowest 80?", "80"},
    {"under 100", "100"},
    {"would you take 150 for it", "150"},
    {"80 shipped?", "80"},
    {"80, deal?", "80"},
    {"ok 80", "80"},
    {"offer 5", "5"},
    {"iphone 15 for 500", "500"},
    {"3 boxes for $80", "80!"},
    {"two boxes for eighty", "80"},
    {"80 and not a cent more", "80"},
};

static const struct row english_none[] = {
    {"10\" pan", ""},
    {"shipping is $5", ""},
    {"model 80 ok?", ""},
    {"my order 100234", ""},
    {"at 5pm", ""},
    {"1Z999AA10123456784", ""},
    {"9/10 condition", ""},
    {"7-day return", ""},
    {"give me 5", ""},
    {"1.000", ""},
    {"80.5.1", ""},
    {"80%off", ""},
    {"it's 20 cheaper elsewhere", ""},
    {"free", ""},
    {"3 boxes", ""},
    {"80 pieces", ""},
    {"can you do 80 pieces", ""},
    {"can you do 3 boxes", ""},
    {"i want two of them", ""},
    {"the one i bought", ""},
    {"one", ""},
    {"no one told me", ""},
    {"size 42", ""},
    {"iphone 15", ""},
    {"iphone15", ""},
    {"windows 10", ""},
    {"20 days", ""},
    {"in 20 minutes", ""},
    {"twenty minutes", ""},
    {"ninety days warranty", ""},
    {"10 pm", ""},
    {"10am", ""},
    {"12:30 pm", ""},
    {"10% off", ""},
    {"10 % off", ""},
    {"10 off", ""},
    {"$10 off", ""},
    {"20 percent", ""},
    {"$5 coupon", ""},
    {"save $10", ""},
    {"1st", ""},
    {"21st", ""},
    {"2nd one", ""},
    {"24/7", ""},
    {"500ml", ""},
    {"5 kg", ""},
    {"4k tv", ""},
    {"65w charger", ""},
    {"usb 3.0 cable", ""},
    {"order 12345", ""},
    {"order #12345", ""},
    {"+86 138 0000 0000", ""},
    {"call 555-1234", ""},
    {"one two three", ""},
    {"for 3 people", ""},
    {"http://x.com/12345?id=80", ""},
    {"user_80", ""},
    {"a lot", ""},
    {"a hundreds", ""},
    {"thousands", ""},
    {"ten of them", ""},
    {"eightyish", ""},
    {"80's style", ""},
    {"x2", ""},
    {"3 x 20", ""},
    {"tenor", ""},
    {"often", ""},
    {"someone", ""},
};

static struct zg_text *tables;
static struct zg_arena *arena;

static int open_tables(void **state) {
  (void)state;
  arena = zg_arena_new();
  return zg_text_open(&tables, NULL);
}

static int close_tables(void **state) {
  (void)state;
  zg_text_close(tables);
  zg_arena_free(arena);
  return 0;
}

/* Reads the text after normalisation, checks the spans, and writes the prices as the tables do. */
static size_t read_prices(const char *text, struct zg_bytes *out) {
  struct zg_price prices[MOST];
  size_t len = 0, last = 0;
  const char *normal = zg_text_normalise(tables, arena, text, strlen(text), &len);
  size_t count = zg_prices_read(normal, len, prices, MOST);
  zg_bytes_clear(out);
  zg_bytes_add_text(out, " ");
  for (size_t i = 0; i < count; i++) {
    char amount[ZG_MONEY_TEXT];
    zg_money_format_short((struct zg_money){.minor = prices[i].hundredths, .currency = "CNY"},
                          amount);
    zg_bytes_printf(out, "%s%s ", amount, prices[i].marked ? "!" : "");
    assert_true(prices[i].start >= last && prices[i].start < prices[i].end);
    last = prices[i].end;
    assert_true(last <= len);
  }
  return count;
}

static void check_rows(const struct row *rows, size_t count) {
  struct zg_bytes got = {0};
  size_t faults = 0;
  for (size_t i = 0; i < count; i++) {
    read_prices(rows[i].text, &got);
    char want[128];
    snprintf(want, sizeof want, " %s%s", rows[i].want, *rows[i].want == '\0' ? "" : " ");
    if (strcmp(got.data, want) != 0) {
      print_error("%s: got [%s], want [%s]\n", rows[i].text, got.data, want);
      faults++;
    }
    zg_arena_reset(arena);
  }
  zg_bytes_fini(&got);
  assert_int_equal(faults, 0);
}

static void reads_chinese(void **state) {
  (void)state;
  check_rows(chinese, sizeof chinese / sizeof chinese[0]);
}

static void reads_english(void **state) {
  (void)state;
  check_rows(english, sizeof english / sizeof english[0]);
}

static void passes_over_chinese(void **state) {
  (void)state;
  check_rows(chinese_none, sizeof chinese_none / sizeof chinese_none[0]);
}

static void passes_over_english(void **state) {
  (void)state;
  check_rows(english_none, sizeof english_none / sizeof english_none[0]);
}

static uint64_t next_random(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

/* Reads from a buffer of exactly `len` bytes, so that a sanitizer sees a step too far. */
static void check_bytes(const char *text, size_t len, size_t cap) {
  struct zg_price prices[MOST + 1] = {{0}};
  char *exact = malloc(len == 0 ? 1 : len);
  assert_non_null(exact);
  memcpy(exact, text, len);
  prices[cap].hundredths = -77;
  size_t count = zg_prices_read(exact, len, prices, cap), last = 0;
  assert_true(count <= cap);
  assert_int_equal(prices[cap].hundredths, -77);
  for (size_t i = 0; i < count; i++) {
    assert_true(prices[i].hundredths >= 0);
    assert_true(prices[i].start >= last && prices[i].start < prices[i].end);
    last = prices[i].end;
    assert_true(last <= len);
  }
  free(exact);
}

static void random_bytes(void **state) {
  (void)state;
  uint64_t seed = 271828;
  char text[64];
  for (int i = 0; i < 30000; i++) {
    size_t len = next_random(&seed) % sizeof text;
    for (size_t k = 0; k < len; k++)
      text[k] = (char)next_random(&seed);
    check_bytes(text, len, (size_t)i % (MOST + 1));
  }
}

/* Pieces that mean something to the reader, in any order, now and then cut within a character. */
static void random_pieces(void **state) {
  (void)state;
  static const char *const pieces[] = {
      "8",       "80",   "1",    "0",      ",",     ".",        "200",  "一",          "二",
      "两",      "十",   "百",   "千",     "万",    "零",       "块",   "元",          "毛",
      "角",      "分",   "钱",   "个",     "半",    "¥",        "$",    " ",           "-",
      "到",      "k",    "w",    "rmb",    "usd",   "r",        "最低", "行",          "吗",
      "满",      "减",   "%",    ":",      "/",     "one ",     "two",  "fifty",       " a ",
      "hundred", "and",  "oh",   "eighty", " for ", "thousand", "x",    "99999999999", "第",
      "券",      "\xe5", "\xff", "包邮"};
  uint64_t seed = 314159;
  for (int i = 0; i < 100000; i++) {
    char text[256] = {0};
    size_t len = 0;
    for (uint64_t n = next_random(&seed) % 12; n > 0; n--) {
      const char *piece = pieces[next_random(&seed) % (sizeof pieces / sizeof pieces[0])];
      memcpy(text + len, piece, strlen(piece));
      len += strlen(piece);
    }
    if (i % 4 == 0 && len > 0) len -= next_random(&seed) % (len < 4 ? len : 4);
    check_bytes(text, len, MOST);
  }
}

/* Every row of the tables, cut at every byte. */
static void cut_rows(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof chinese / sizeof chinese[0]; i++) {
    for (size_t len = 0; len <= strlen(chinese[i].text); len++) {
      check_bytes(chinese[i].text, len, MOST);
      check_bytes(chinese[i].text + len, strlen(chinese[i].text) - len, MOST);
    }
  }
  for (size_t i = 0; i < sizeof english / sizeof english[0]; i++) {
    for (size_t len = 0; len <= strlen(english[i].text); len++) {
      check_bytes(english[i].text, len, MOST);
    }
  }
}

/* Long runs must not take more than a moment; there is no time limit here but the test's own. */
static void long_runs(void **state) {
  (void)state;
  static const char *const pieces[] = {"8",       "8 ", "8-",  "一", "百",
                                       "eighty ", "¥",  "8块", "a-", ",888"};
  for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
    struct zg_bytes text = {0};
    while (text.len < 100000)
      zg_bytes_add_text(&text, pieces[i]);
    check_bytes(text.data, text.len, MOST);
    zg_bytes_fini(&text);
  }
}

/* What real buyers write: they count, date and number things, and none of them names a price. */
static void real_utterances(void **state) {
  (void)state;
  const char *folder = getenv("ZG_SHARED_DATA");
  char path[512], line[4096];
  snprintf(path, sizeof path, "%s/jd_utterances/dev.tsv", folder ? folder : "../shared/data");
  FILE *file = fopen(path, "r");
  if (file == NULL) skip();
  struct zg_bytes got = {0};
  size_t lines = 0, with = 0, unmarked = 0;
  while (fgets(line, sizeof line, file) != NULL) {
    char *text = strrchr(line, '\t');
    if (text == NULL || lines++ == 0) continue;
    text[strcspn(text, "\r\n")] = '\0';
    if (read_prices(text + 1, &got) > 0) {
      with++;
      if (strchr(got.data, '!') == NULL) unmarked++;
      if (getenv("ZG_SHOW") != NULL) print_message("%s: %s\n", got.data, text + 1);
    }
    zg_arena_reset(arena);
  }
  fclose(file);
  zg_bytes_fini(&got);
  print_message("%zu of %zu utterances name a price, %zu without a sign\n", with, lines - 1,
                unmarked);
  assert_int_equal(unmarked, 0);
}

/* What is held under a floor of 100: whether the text has an amount of money that is less, or that
 * may be. The first member of a row says which. */
static void amounts_below(void **state) {
  static const struct {
    bool below;
    const char *text;
  } rows[] = {
      {true, "80块"},
      {true, "80 元"},
      {true, "８０元"},
      {true, "¥80"},
      {true, "80rmb"},
      {true, "99.99元"},
      {true, "八十块"},
      {true, "九十九块九"},
      {true, "捌拾元"},
      {true, "八十多块"},
      {true, "八十来块"},
      {true, "八十几块"},
      {true, "八十余元"},
      {true, "八十块出头"},
      {true, "八十多给您"},
      {true, "80多给您"},
      {true, "80多"},
      {true, "80来块钱"},
      {true, "80几块"},
      {true, "七八十块"},
      {true, "三五块"},
      {true, "七八块"},
      {true, "几十块"},
      {true, "好几十块"},
      {true, "十几块"},
      {true, "十多块"},
      {true, "十来块"},
      {true, "运费八块"},
      {true, "便宜八块"},
      {true, "¥八十"},
      {true, "eighty bucks"},
      {true, "ninety-nine dollars"},
      {true, "$80"},
      {true, "80块，120块"},
      {true, "120块，80块"},
      {true, "别家卖八十多块呢"},
      {true, "八毛"},
      {true, "五块五"},
      {false, ""},
      {false, "100元"},
      {false, "一百块"},
      {false, "一百多块"},
      {false, "一百来块"},
      {false, "百来块"},
      {false, "百十来块"},
      {false, "几百块"},
      {false, "好几百元"},
      {false, "一百七八十块"},
      {false, "三四百块"},
      {false, "一千多"},
      {false, "120多给您"},
      {false, "¥120"},
      {false, "120块，¥150"},
      {false, "a hundred bucks"},
      {false, "this one $120"},
      {false, "那两款¥120"},
      {false, "3盒"},
      {false, "八十多泡"},
      {false, "80多克"},
      {false, "八十多个"},
      {false, "八十多天"},
      {false, "八十多岁"},
      {false, "80多年的老店"},
      {false, "库存八十多"},
      {false, "80年代"},
      {false, "2026年11月21日"},
      {false, "13812345678"},
      {false, "tea-80"},
      {false, "iphone 15"},
      {false, "85挺好"},
      {false, "八折"},
      {false, "85%"},
      {false, "一块发货"},
      {false, "三元锂电池"},
      {false, "一点心意"},
      {false, "十分感谢"},
      {false, "often"},
      {false, "tenor 80s style"},
  };
  (void)state;
  size_t faults = 0;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    size_t len = strlen(rows[i].text);
    if (zg_prices_below(tables, arena, rows[i].text, len, 10000) == rows[i].below) continue;
    print_error("%s: %s\n", rows[i].text, rows[i].below ? "not seen" : "seen");
    faults++;
  }
  assert_int_equal(faults, 0);
}

/* The floor itself is not under it, a hundredth less is; and the random pieces end. */
static void the_floor_itself(void **state) {
  (void)state;
  for (int64_t floor = 1; floor < 30000; floor += 37) {
    char text[64];
    snprintf(text, sizeof text, "%d.%02d元", (int)(floor / 100), (int)(floor % 100));
    assert_false(zg_prices_below(tables, arena, text, strlen(text), floor));
    assert_true(zg_prices_below(tables, arena, text, strlen(text), floor + 1));
    zg_arena_reset(arena);
  }
}

/* As it is written, before full-width and plain commas become one. */
static void full_width_commas(void **state) {
  static const struct row rows[] = {
      {"别家才150，180行不行", "150 180"},
      {"80，100", "80 100"},
      {"1，200行吗", "1200"},
      {"1,200行吗", "1200"},
      {"１５０，１８０", "150 180"},
      {"１，２００", "1200"},
      {"150,180", "150180"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct zg_price found[MOST];
    char told[256] = "";
    size_t count = zg_prices_find(tables, arena, rows[i].text, strlen(rows[i].text), found, MOST);
    for (size_t j = 0; j < count; j++)
      snprintf(told + strlen(told), sizeof told - strlen(told), "%s%d", j > 0 ? " " : "",
               (int)(found[j].hundredths / 100));
    assert_string_equal(told, rows[i].want);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_chinese),   cmocka_unit_test(passes_over_chinese),
      cmocka_unit_test(reads_english),   cmocka_unit_test(passes_over_english),
      cmocka_unit_test(random_bytes),    cmocka_unit_test(random_pieces),
      cmocka_unit_test(cut_rows),        cmocka_unit_test(long_runs),
      cmocka_unit_test(real_utterances), cmocka_unit_test(full_width_commas),
      cmocka_unit_test(amounts_below),   cmocka_unit_test(the_floor_itself),
  };
  return cmocka_run_group_tests_name("prices", tests, open_tables, close_tables);
}
