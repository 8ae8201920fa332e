---@meta
-- The words of rule packs, for editors. Written by `zhanggui words --lua`; do not edit.

---@alias zhanggui.Duration string|number  # "1h30m", or seconds
---@alias zhanggui.Instant number|string  # seconds since 1970, or what time.read takes
---@alias zhanggui.Scope 'conversation'|'buyer'|'order'|'shop'
---@alias zhanggui.Round 'half'|'down'|'up'

--- Declares the pack; stands first, once.
---@param pack zhanggui.Pack
function pack(pack) end

--- settings { … } declares what a shop may set; settings.NAME is what it set.
---@type zhanggui.Settings
settings = {}

--- Declares a rule.
---@param name string
---@return fun(rule: zhanggui.Rule)
function rule(name) end

--- Declares a guard, which sees every action of its types before it leaves.
---@param name string
---@return fun(guard: zhanggui.Guard)
function guard(name) end

--- Declares the columns that it wants to find in the shop's tables.
---@param tables table<string, table<string|integer, zhanggui.Column>>
function tables(tables) end

--- Gives what another file of the pack returns.
---@param name string
---@return table
function part(name) end

--- text.NAME is the list of all phrases of that name in every language.
---@type zhanggui.Texts
text = {}

--- Holds when at least one condition does.
---@param conditions zhanggui.Condition[]
---@return zhanggui.Condition
function any(conditions) end

--- Holds when every condition does.
---@param conditions zhanggui.Condition[]
---@return zhanggui.Condition
function all(conditions) end

--- Holds when no condition does.
---@param conditions zhanggui.Condition[]
---@return zhanggui.Condition
function none(conditions) end

--- message.send: a text of the pack by its name, or a sentence; {blanks} are filled.
---@param reply string
---@param blanks? table<string, string|number|zhanggui.Money>
---@param options? zhanggui.Say
---@return zhanggui.Action
function say(reply, blanks, options) end

--- offer.make
---@param offer zhanggui.Offer
---@return zhanggui.Action
function offer(offer) end

--- offer.accept: the buyer's price.
---@param answer zhanggui.Answer
---@return zhanggui.Action
function accept(answer) end

--- offer.decline: the buyer's price.
---@param answer zhanggui.Answer
---@return zhanggui.Action
function decline(answer) end

--- gift.offer
---@param gift zhanggui.Gift
---@return zhanggui.Action
function gift(gift) end

--- courier.choose
---@param choice zhanggui.Choice
---@return zhanggui.Action
function choose(choice) end

--- alert.raise
---@param alert zhanggui.Alert
---@return zhanggui.Action
function alert(alert) end

--- alert.clear
---@param alert zhanggui.Clear
---@return zhanggui.Action
function clear(alert) end

--- handoff.request: a person shall look after it.
---@param handoff zhanggui.Handoff
---@return zhanggui.Action
function handoff(handoff) end

--- Any other action.
---@param action zhanggui.Action
---@return zhanggui.Action
function action(action) end

--- Exact money; an amount that is not exact in its currency is an error.
---@param amount string|number|zhanggui.Money
---@param currency? string
---@return zhanggui.Money
function money(amount, currency) end

--- The prices a text names, at most 16.
---@param text string
---@return { price: zhanggui.Money, marked: boolean }[]
function prices(text) end

--- What a text says should come off, at most 16.
---@param text string
---@return { left?: string, off?: zhanggui.Money }[]
function discounts(text) end

--- The text as conditions see it; true when it was too long to be given whole.
---@param text string
---@return string, boolean?
function normal(text) end

--- Whether a phrase of the list occurs in the text.
---@param text string
---@param phrases string|string[]
---@return boolean, boolean?
function says(text, phrases) end

--- A text, filled in, in the language of the shop.
---@param name string
---@param blanks table?
---@return string
function note(name, blanks) end

--- The shop's zone, hours and holidays.
time = {}

--- The instant of an RFC 3339 time, or of one by the shop's clocks; nil when it is none.
---@param text any
---@return number?
function time.read(text) end

--- 2026-11-21 18:30 in the shop's zone.
---@param instant zhanggui.Instant
---@param what? 'both'|'date'|'time'
---@return string
function time.show(instant, what) end

--- The instant by the shop's clocks; weekday 1 is Monday.
---@param instant zhanggui.Instant
---@return { year: integer, month: integer, day: integer, hour: integer, minute: integer, second: integer, weekday: integer }
function time.parts(instant) end

--- The seconds of a duration: 2h 30m is 9000.
---@param duration zhanggui.Duration
---@return number
function time.seconds(duration) end

--- Whether the shop is open then.
---@param instant zhanggui.Instant
---@return boolean
function time.open(instant) end

--- When it next is: the instant itself when it is open.
---@param instant zhanggui.Instant
---@return number?
function time.opens(instant) end

--- Later; with working, when the shop will have been open for so long.
---@param instant zhanggui.Instant
---@param duration zhanggui.Duration
---@param kind? 'all'|'working'
---@return number
function time.add(instant, duration, kind) end

---@class zhanggui.Context
---@field now number The time of the decision, in seconds since 1970.
---@field late boolean True when a timer fires more than five seconds after its time.
---@field language string The language in which say answers now.
---@field shop table<string, any> shop.lua as data.
---@field state zhanggui.Scopes The pack's own memory, by scope.
---@field facts zhanggui.Scopes The memory that all packs of the shop share, by scope.
---@field settings zhanggui.Settings The pack's settings.
---@field tables table<string, table<string, table<string, any>>?> The shop's tables: by file, key and column.
---@field after fun(duration: zhanggui.Duration, name: string, data?: table) Fires timer.NAME after that time.
---@field at fun(time: zhanggui.Instant, name: string, data?: table) Fires timer.NAME at that time.
---@field cancel fun(name: string) Cancels the timer, if it stands.
---@field random fun(low?: integer, high?: integer): number A number from 0 up to 1; random(6) is 1 to 6, random(20, 40) 20 to 40.
---@field log fun(...: any) Writes its arguments to the log.

---@class zhanggui.Scopes
---@field conversation table? What is remembered of the conversation.
---@field buyer table? What is remembered of the buyer.
---@field order table? What is remembered of the order.
---@field shop table? What is remembered of the shop.
---@overload fun(scope: zhanggui.Scope, id: string): table

---@class zhanggui.Settings
---@field [string] any What the shop set, or the default.
---@overload fun(settings: table<string, zhanggui.Setting>)

---@class zhanggui.Texts
---@field [string] string[] All phrases of that name, in every language.

---@class zhanggui.Money
---@field share fun(self: zhanggui.Money, share: string, round?: zhanggui.Round): zhanggui.Money That share: 3%.
---@field per fun(self: zhanggui.Money, count: integer, round?: zhanggui.Round): zhanggui.Money One of so many parts.
---@field amount fun(self: zhanggui.Money): string 199.00
---@field shown fun(self: zhanggui.Money, language: string?): string 199元, $18.50
---@field short fun(self: zhanggui.Money): string 199, or 79.90
---@field currency fun(self: zhanggui.Money): string CNY
---@operator add(zhanggui.Money): zhanggui.Money
---@operator sub(zhanggui.Money): zhanggui.Money
---@operator mul(integer): zhanggui.Money

---@class zhanggui.Pack
---@field name string One word.
---@field version string? Shown at start.
---@field api integer? Of these words: 1.
---@field about string? A line for people.
---@field migrate (fun(state: table, from_version: string): table?)? Makes the memory of another version into this one's.

---@class zhanggui.Setting
---@field type 'text'|'number'|'integer'|'boolean'|'duration'|'share'|'money'|'list' What the shop gives.
---@field of string? The type of a list's items.
---@field default any In force when the shop says nothing; without one it must.
---@field about string? A line for the shop owner.
---@field choices any[]? The values allowed.
---@field min number? The least; of a duration in seconds.
---@field max number? The most; of a duration in seconds.

---@class zhanggui.Rule
---@field on string|string[] The types of event; a * at the end stands for anything.
---@field run fun(event: zhanggui.Event, ctx: zhanggui.Context): zhanggui.Action[]? Returns a list of actions, or nothing.
---@field when (zhanggui.Condition|zhanggui.Condition[])? Conditions, all of which must hold.
---@field label string? What people call the rule.
---@field priority integer? Higher is tried first.
---@field claims string? Of the rules that claim it, the first to give an action gets it.
---@field settle zhanggui.Duration? Waits until the buyer pauses so long.
---@field unless_within zhanggui.Unless? Runs only if none of these events comes in time.
---@field scope zhanggui.Scope? What settle, unless_within and timers are keyed by.
---@field with_human boolean? Speaks also while a person looks after the conversation.

---@class zhanggui.Unless
---@field events string|string[] The types that call it off.
---@field time zhanggui.Duration How long is waited for them.

---@class zhanggui.Guard
---@field on string|string[] The types of action.
---@field run fun(action: zhanggui.Action, ctx: zhanggui.Context): (zhanggui.Action|false)?, string? Returns nothing, the action changed, or false and why.

---@class zhanggui.Condition
---@field [1] any The path, like message.text; or a condition.
---@field [2] any The operator, like says.
---@field [3] any The value.
---@field label string? What people call the condition.

---@class zhanggui.Column
---@field type string With a ? behind it the column may be missing and its cells empty.
---@field about string? A line for the shop owner.
---@field min integer? The least an integer may be.
---@field choices string[]? The texts allowed.
---@field known string[]? Texts that are known: of another the shop is only warned.

---@class zhanggui.Together
---@field band string[]? Two columns: from and to, both included.
---@field of string[]? Bands alike in these must not overlap.
---@field together string[]? All of them are filled, or none.

---@class zhanggui.Action
---@field type string Like order.note.
---@field data table? What it says.
---@field expires zhanggui.Duration? Becomes expirytime.
---@field reply string? The name of the text that say took it from.

---@class zhanggui.Say
---@field conversation string? Which, if not the event's.
---@field in_reply_to string? The message that it answers.
---@field offer { price: zhanggui.Money, sku?: string }? Says that the sentence names a price.

---@class zhanggui.Offer
---@field price zhanggui.Money What is offered.
---@field list_price zhanggui.Money? What it is down from.
---@field round integer? Which offer to the buyer it is, the first being 1.
---@field final boolean? There will be no lower one.
---@field sku string? Which item, if not the event's.
---@field conversation string? Which, if not the event's.

---@class zhanggui.Answer
---@field price zhanggui.Money The buyer's price.
---@field sku string? Which item, if not the event's.
---@field conversation string? Which, if not the event's.

---@class zhanggui.Gift
---@field gift string What is given.
---@field sku string? With which item, if not the event's.
---@field conversation string? Which, if not the event's.

---@class zhanggui.Choice
---@field courier string Who carries it.
---@field fee zhanggui.Money What it costs.
---@field days any How long it takes.
---@field rejected { courier: string, why: string }[]? Who does not, and why.
---@field order string? Which, if not the event's.

---@class zhanggui.Alert
---@field kind string What is the matter, in one word.
---@field severity ('info'|'warning'|'critical')? warning without it.
---@field text string? What is the matter, for people.
---@field order string? Which, if not the event's.
---@field conversation string? Which, if not the event's.
---@field time zhanggui.Instant? Since when, if not now.

---@class zhanggui.Clear
---@field kind string The alert's.
---@field order string? Which, if not the event's.

---@class zhanggui.Handoff
---@field reason string Why a person should look.
---@field conversation string? Which, if not the event's.

--- Declares what happens to a shop, and all that it then does.
---@param name string
---@return fun(story: zhanggui.Story)
function story(name) end

--- A message.received happens.
---@param said string|table
---@return table
function buyer(said) end

--- An offer.received happens.
---@param price string|table
---@return table
function buyer_offers(price) end

--- Any event happens.
---@param event table
---@return table
function event(event) end

--- Time passes, timers fire.
---@param time string
---@return table
function wait(time) end

--- The shop must say that text of the pack, or something with these words in it.
---@param reply string|table
---@return table
function shop(reply) end

--- offer.make with that price.
---@param price string|table
---@return table
function offers(price) end

--- offer.accept
---@param price string|table
---@return table
function accepts(price) end

--- offer.decline
---@param price string|table
---@return table
function declines(price) end

--- gift.offer
---@param gift string|table
---@return table
function gives(gift) end

--- alert.raise
---@param kind string|table
---@return table
function alerts(kind) end

--- alert.clear
---@param kind string|table
---@return table
function clears(kind) end

--- handoff.request
---@param reason string|table
---@return table
function hands_off(reason) end

--- Any action.
---@param action table
---@return table
function acts(action) end

--- Nothing more.
---@return table
function silence() end

---@class zhanggui.Story
---@field [integer] table What happens, and what the shop must do.
---@field tables table<string, string>? By name, as CSV.
---@field settings table<string, any>? Of the pack.
---@field item string? The sku that every event is about.
---@field shop zhanggui.Shop? Anything else of shop.lua.
---@field authority table? As in shop.lua.
---@field limits zhanggui.Limits? As in shop.lua.
---@field language string? As in shop.lua.
---@field currency string? As in shop.lua.
---@field facts table<string, table>? What other packs have left, by scope.
---@field begins string? When it begins, if not on a Monday morning: RFC 3339.
---@field seed integer? What variants are drawn with, whatever --seed says.

---@class zhanggui.Shop
---@field id string? Its folder's name without it.
---@field name string? What people call it.
---@field sources string[]? The sources that it serves, exact or like taobao/*.
---@field language string? Like zh.
---@field currency string? Like CNY.
---@field time_zone string? Like Asia/Shanghai.
---@field hours any When it is open.
---@field holidays any When it is not.
---@field packs table<string, table|boolean>? What it sets, by pack.
---@field limits zhanggui.Limits? What no pack may pass.
---@field authority table? What each may decide; for packs to read.
---@field hand_back any After how long a silence a person's conversation is the packs' again.

---@class zhanggui.Limits
---@field largest_cut any Of the list price: 20%.
---@field messages_per_hour integer? To one buyer.
---@field quiet_hours string? Like 22:00-08:00.
---@field quiet_drop boolean? What would go out then is dropped, not put off.

---@class zhanggui.Event.message
---@field id string?
---@field text string?
---@field [string] any

---@class zhanggui.Event.conversation
---@field id string?
---@field owner string?
---@field [string] any

---@class zhanggui.Event.buyer
---@field id string?
---@field name string?
---@field [string] any

---@class zhanggui.Event.item
---@field sku string?
---@field name string?
---@field price string?
---@field currency string?
---@field available integer
---@field [string] any

---@class zhanggui.Event.order
---@field id string?
---@field price string?
---@field currency string?
---@field items zhanggui.Event.item[]
---@field region string?
---@field address string?
---@field promised_by string?
---@field ship_by string?
---@field paid_at string?
---@field amount string?
---@field channel string?
---@field [string] any

---@class zhanggui.Event.shipment
---@field tracking_number string?
---@field courier string?
---@field shipped_at string?
---@field expected_by string?
---@field from_region string?
---@field region string?
---@field status string?
---@field location string?
---@field [string] any

---@class zhanggui.Event.parcel
---@field region string?
---@field weight_g integer
---@field value string?
---@field currency string?
---@field urgent boolean
---@field cod boolean
---@field wish string?
---@field [string] any

---@class zhanggui.Event.offer
---@field price string?
---@field currency string?
---@field [string] any

---@class zhanggui.Event.sender
---@field role string?
---@field name string?
---@field [string] any

---@class zhanggui.Event.review
---@field rating integer
---@field text string?
---@field [string] any

---@class zhanggui.Event
---@field id string
---@field source string
---@field type string
---@field time string
---@field subject string?
---@field echo boolean?
---@field message zhanggui.Event.message?
---@field conversation zhanggui.Event.conversation?
---@field buyer zhanggui.Event.buyer?
---@field item zhanggui.Event.item?
---@field order zhanggui.Event.order?
---@field shipment zhanggui.Event.shipment?
---@field parcel zhanggui.Event.parcel?
---@field offer zhanggui.Event.offer?
---@field sender zhanggui.Event.sender?
---@field review zhanggui.Event.review?
---@field data table
---@field [string] any
