"""Prints what was said and done, conversation by conversation, for `adapter.py --pretty`.

It keeps the events that were sent (the buyers' side) and the actions that came back (the shop's),
and joins them at the end. Nothing here is needed to write an adapter.
"""

import json
import os
import re
import sys
from datetime import datetime, timedelta, timezone

COLOURS = {"title": "1", "shop": "32", "note": "33", "alert": "31", "dim": "2"}
DONE = {"order.delivered": "签收", "order.completed": "交易完成", "order.cancelled": "取消",
        "order.refund_requested": "申请退款"}
STATUS = {"picked_up": "已揽收", "in_transit": "运输中", "out_for_delivery": "派送中",
          "delivered": "已签收"}
ELSEWHERE = "…"  # what belongs to no conversation
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")  # buyers' text must not drive a terminal


def read_time(text):
    """RFC 3339 to a datetime; None when it is none. Works before Python 3.11, too."""
    try:
        day, clock, rest = text[:10], text[11:19], text[19:]
        fraction = rest[: len(rest) - len(rest.lstrip(".0123456789"))]
        zone = rest[len(fraction):].upper().replace("Z", "+00:00")
        when = datetime.fromisoformat(f"{day}T{clock}{zone}")
        if when.tzinfo is None:
            return None
        return when + timedelta(seconds=float("0" + fraction) if fraction else 0)
    except (TypeError, ValueError):
        return None


def get(data, *path):
    """data[a][b]… or None."""
    for name in path:
        data = data.get(name) if isinstance(data, dict) else None
    return data


class Talk:
    """One conversation: its title and its lines, each (when, rank, order, kind, text)."""

    def __init__(self, name):
        self.name = name
        self.buyer = None
        self.item = None
        self.lines = []


class Conversations:
    def __init__(self, out=None):
        self.out = out or sys.stdout
        self.colour = self.out.isatty() and "NO_COLOR" not in os.environ
        self.talks = {}  # (source, conversation): Talk, in the order of their first event
        self.seen = set()  # (source, id) of events; a redelivered one is shown once
        self.of_event = {}  # event id: key of its talk
        self.of_order = {}  # order id: key of its talk
        self.zone = None  # times are shown in the zone of the first event
        self.count = 0

    # -- the buyers' side ------------------------------------------------------------------------

    def happened(self, line):
        """Takes one line that was sent. One that is no event is left to the server to refuse."""
        try:
            event = json.loads(line)
        except ValueError:
            return
        if not isinstance(event, dict) or not isinstance(event.get("data"), dict):
            return
        when = read_time(event.get("time"))
        mark = (event.get("source"), event.get("id"))
        if when is None or mark in self.seen:
            return
        self.seen.add(mark)
        self.zone = self.zone or when.tzinfo
        data = event["data"]
        key = self.place(event.get("source"), data)
        talk = self.talks.setdefault(key, Talk(key[1]))
        self.of_event[event.get("id")] = key
        if get(data, "order", "id") and key[1] != ELSEWHERE:
            self.of_order[data["order"]["id"]] = key
        talk.buyer = talk.buyer or get(data, "buyer", "name") or get(data, "buyer", "id")
        talk.item = talk.item or data.get("item")
        self.tell(talk, event.get("type"), when, data)

    def place(self, source, data):
        conversation = get(data, "conversation", "id")
        if conversation:
            return (source, conversation)
        return self.of_order.get(get(data, "order", "id"), (source, ELSEWHERE))

    def tell(self, talk, kind, when, data):
        order = get(data, "order", "id")
        if kind == "message.received":
            who = get(data, "buyer", "name") or "买家"
            self.add(talk, when, "buyer", f"{who}: {get(data, 'message', 'text')}")
        elif kind == "message.sent":
            who = get(data, "sender", "name") or "客服"
            self.add(talk, when, "buyer", f"{who}（人工）: {get(data, 'message', 'text')}")
        elif kind == "offer.received":
            self.add(talk, when, "buyer", f"{talk.buyer} 出价 {amount(data.get('offer'))}")
        elif kind == "conversation.assigned":
            human = get(data, "conversation", "owner") == "human"
            self.add(talk, when, "dim", "· 人工接手" if human else "· 交回掌柜")
        elif kind == "order.created":
            made = data["order"]
            self.add(talk, when, "dim", f"· 下单 {order}，{pieces(made)}{amount(made)}")
        elif kind == "order.paid":
            paid = {"price": get(data, "order", "amount"), "currency": get(data, "order", "currency")}
            self.add(talk, when, "dim", f"· 付款 {order}，{amount(paid)}")
        elif kind == "order.shipped":
            shipment = data.get("shipment")
            self.add(talk, when, "dim", f"· 发货 {order}，{get(shipment, 'courier')} "
                     f"{get(shipment, 'tracking_number')}")
        elif kind == "shipment.updated":
            shipment = data.get("shipment")
            status = get(shipment, "status")
            self.add(talk, when, "dim", f"· 物流 {order}，{get(shipment, 'location')}"
                     f"（{STATUS.get(status, status)}）")
        elif kind in DONE:
            self.add(talk, when, "dim", f"· {DONE[kind]} {order}")
        elif kind == "courier.requested":
            parcel = data.get("parcel")
            self.add(talk, when, "dim", f"· 要选快递: 到{get(parcel, 'region')}，"
                     f"{get(parcel, 'weight_g')} 克")
        elif kind == "stock.changed":
            item = data.get("item")
            self.add(talk, when, "dim", f"· 库存 {get(item, 'sku')}，剩 {get(item, 'available')} 件")
        elif kind == "order.reviewed":
            review = data.get("review")
            self.add(talk, when, "dim", f"· 评价 {order}，{get(review, 'rating')} 星: "
                     f"{get(review, 'text') or ''}")

    # -- the shop's side -------------------------------------------------------------------------

    def shop_did(self, action):
        """Takes one action. It stands in its own conversation, or in that of its cause."""
        data = action.get("data") or {}
        when = read_time(action.get("time"))
        if when is None:
            return
        talk = self.talks[self.place_of(action, data)]
        kind = action.get("type")
        if kind == "message.send":
            self.add(talk, when, "shop", f"店铺: {data.get('text')}", rank=1)
        elif kind == "alert.raise":
            self.add(talk, when, "alert", f"↳ 提醒（{data.get('severity')}）{data.get('text')}", rank=2)
        else:
            self.add(talk, when, "note", "↳ " + deed(kind, data), rank=2)

    def place_of(self, action, data):
        cause = self.of_event.get(action.get("causationid"))
        conversation = get(data, "conversation", "id")
        order = data.get("order")  # an object with an id; alert.clear has the id alone
        key = self.of_order.get(get(order, "id") if isinstance(order, dict) else order, cause)
        if conversation:
            key = (cause[0] if cause else None, conversation)
            if key not in self.talks:  # the cause was elsewhere: find it by its name alone
                key = next((k for k in self.talks if k[1] == conversation), key)
        key = key or (None, ELSEWHERE)
        self.talks.setdefault(key, Talk(key[1]))
        return key

    # -- on paper --------------------------------------------------------------------------------

    def add(self, talk, when, kind, text, rank=0):
        """Of one instant, rank 0 (what happened) comes first, then words (1), then deeds (2)."""
        self.count += 1
        talk.lines.append((when, rank, self.count, kind, text))

    def print(self):
        for talk in sorted(self.talks.values(), key=lambda talk: talk.name == ELSEWHERE):
            if talk.lines:
                self.print_talk(talk)
        self.out.flush()

    def print_talk(self, talk):
        title = "其他" if talk.name == ELSEWHERE else f"{talk.buyer or '买家'}（{talk.name}）"
        if isinstance(talk.item, dict) and talk.name != ELSEWHERE:
            title += f"  {talk.item.get('name') or talk.item.get('sku')}  {amount(talk.item)}"
        self.line("title", f"—— {title} ——")
        before = None
        for when, _, _, kind, text in sorted(talk.lines, key=lambda line: line[:3]):
            clock = when.astimezone(self.zone or timezone.utc).strftime("%H:%M:%S")
            if not text.startswith("↳"):
                self.line(kind, f"{clock}  {text}")
            elif clock == before:
                self.line(kind, f"{'':12}{text}")
            else:
                self.line(kind, f"{clock}    {text}")
            before = clock
        self.line("dim", "")

    def line(self, kind, text):
        text = CONTROL.sub("�", text).replace("\n", "\n" + " " * 12)
        code = COLOURS.get(kind) if self.colour and text else None
        print(f"\033[{code}m{text}\033[0m" if code else text, file=self.out)


def pieces(order):
    """"2 件，" when an order is of more than one."""
    items = order.get("items") if isinstance(order, dict) else None
    count = sum(get(item, "quantity") or 1 for item in items) if isinstance(items, list) else 1
    return f"{count} 件，" if count > 1 else ""


def amount(data):
    return f"{get(data, 'price') or '?'} {get(data, 'currency') or ''}".rstrip()


def deed(kind, data):
    """An action that is no message, in words."""
    if kind == "offer.make":
        last = "，末次" if data.get("final") else ""
        return f"报价 {amount(data)} (第 {data.get('round', '?')} 次{last})"
    if kind == "offer.accept":
        return f"成交 {amount(data)}"
    if kind == "offer.decline":
        return f"婉拒 {amount(data)}"
    if kind == "gift.offer":
        return f"赠品 {data.get('gift')}"
    if kind == "courier.choose":
        return (f"快递 {data.get('courier')}，{data.get('fee')} {data.get('currency')}，"
                f"{data.get('days')} 天")
    if kind == "handoff.request":
        why, _, what = str(data.get("reason")).partition(": ")
        return f"转主管，超出能做主的范围: {what}" if why == "authority_exceeded" else f"转人工: {why}"
    if kind == "alert.clear":
        return f"提醒解除: {data.get('kind')}"
    return f"{kind} {json.dumps(data, ensure_ascii=False)}"
