/* language: which language a buyer writes is remembered for what the shop says later, unasked. */
#ifndef ZG_ENGINE_LANGUAGE_H
#define ZG_ENGINE_LANGUAGE_H

struct zg_decision;

/* The event is being decided: notes facts.SCOPE.language for the conversation, the buyer and the
 * order that a message is about, and hands it from the buyer to an order of theirs. Where nobody
 * ever wrote another language than the shop's, nothing is kept. */
void zg_language_note(struct zg_decision *d);

#endif
