/* redact_field: which field of an event tells who somebody is, by its name and by what it holds. */
#ifndef ZG_DATA_REDACT_FIELD_H
#define ZG_DATA_REDACT_FIELD_H

enum zg_redact_treat {
  ZG_REDACT_KEEP,     /* decisions hang on it, and it tells of nobody */
  ZG_REDACT_PERSON,   /* a name */
  ZG_REDACT_IDENTITY, /* an id, an account, a number of papers */
  ZG_REDACT_NUMBER,   /* of a telephone */
  ZG_REDACT_MAIL,     /* an e-mail address */
  ZG_REDACT_ADDRESS,  /* where somebody lives; what is above the city stays */
  ZG_REDACT_TEXT,     /* any text, in which such things may stand */
};

/* Of the field `key` in the object `parent` with that value; NULL when it has none as a text. */
enum zg_redact_treat zg_redact_field(const char *parent, const char *key, const char *value);

#endif
